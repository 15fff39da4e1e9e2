import { instance as layout } from '../../../contract';

/** A way in which a release, or the server that it comes to, is bad. */
export interface BadRelease {
  /** Ends the release's id. */
  readonly name: string;
  /** As a row of the report begins. */
  readonly fault: string;
  /** Shell commands in the folder of the copy; its manifest is made to fit afterwards. */
  readonly plant?: string;
  /** Shell commands upon the archive, `$1`. */
  readonly damage?: string;
  /** Shell commands on the server before the deploy, and those which take that back. */
  readonly spoil?: readonly [begin: string, end: string];
  /** The step that has to fail, by how its name begins. */
  readonly step: string;
  /** What deploy.sh has to print. */
  readonly says: RegExp;
  /** For the report. */
  readonly verdict: string;
}

/** JavaScript before all else in the server; its checks of the settings, which the same file makes, go on. */
const inServer = (code: string) =>
  `printf '%s\\n' 'if (process.argv[2] !== "check") { ${code} }' | cat - app/server.cjs >server.new && mv server.new app/server.cjs`;

/** With each request before the real server sees it. */
const onRequest = (code: string) =>
  inServer(`const { Server } = require("node:http"); const { emit } = Server.prototype;
    Server.prototype.emit = function (event, request, response) {
      if (event === "request") { ${code} }
      return emit.apply(this, arguments);
    };`);

/** Sorts behind all real ones. */
export const badMigration = '29991231000000_planted';
export const halfTable = 'rehearsal_half';

const waitStep = 'wait until it is ready';
const unpackStep = 'unpack and verify';

export const badReleases: readonly BadRelease[] = [
  {
    name: 'crashes',
    fault: 'the release crashes at its start',
    plant: inServer('throw new Error("planted: it cannot start");'),
    step: waitStep,
    says: /it ended with exit status 1[^]*planted: it cannot start/,
    verdict: 'it ended with exit status 1',
  },
  {
    name: 'never-ready',
    fault: 'the release never becomes ready',
    plant: onRequest(
      'if (request.url === "/readyz") { response.statusCode = 503; return response.end("planted: not ready"); }',
    ),
    step: waitStep,
    says: /not ready after \d+ s: it runs; .*planted: not ready 503/,
    verdict: 'it runs, and answers 503',
  },
  {
    name: 'dies-soon',
    fault: 'the release is ready, and dies 300 ms later',
    plant: onRequest('if (request.url === "/readyz") setTimeout(() => process.exit(71), 300);'),
    step: waitStep,
    says: /it ended with exit status 71/,
    verdict: 'it ended with exit status 71',
  },
  {
    name: 'dies-asked',
    fault: 'the release is ready, and dies of its first client',
    plant: onRequest('if (request.url !== "/readyz") process.exit(72);'),
    step: 'switch Nginx',
    says: /it ended with exit status 72[^]*Nginx is back at slot/,
    verdict: 'Nginx was switched back',
  },
  {
    name: 'no-memory',
    fault: 'the release wants more memory than there is',
    plant: inServer('for (const hoard = []; ; ) hoard.push(Buffer.alloc(16 * 1024 * 1024, 1));'),
    step: waitStep,
    says: /ended it: for memory|killed it for memory/,
    verdict: 'the kernel killed it for memory',
  },
  {
    name: 'bad-migration',
    fault: 'a migration fails halfway',
    plant: `mkdir migrations/${badMigration} && printf '%s\\n' 'CREATE TABLE ${halfTable} (id INT PRIMARY KEY);' 'ALTER TABLE missing ADD id INT;' >migrations/${badMigration}/migration.sql`,
    step: 'migrate the database',
    says: new RegExp(`Migration ${badMigration} failed at statement 2 of 2[^]*missing' doesn't exist`),
    verdict: 'the statement and what the database says are shown',
  },
  {
    name: 'bad-settings',
    fault: 'the settings of the server are refused',
    spoil: [
      `cp -p ${layout.appEnvironmentFile} /run/planted.env && sed -i 's/^ALLOWED_HOSTS=.*/ALLOWED_HOSTS=*/' ${layout.appEnvironmentFile}`,
      `mv /run/planted.env ${layout.appEnvironmentFile}`,
    ],
    step: 'start the release',
    says: /error +waffle\.E001/,
    verdict: 'the check of the settings says what is wrong with them',
  },
  {
    name: 'broken-nginx',
    fault: 'the release has a broken file of Nginx',
    plant: "echo 'planted_nonsense on;' >>deployment/nginx/nginx.conf",
    step: 'check the files of Nginx',
    says: /unknown directive "planted_nonsense" in \/etc\/nginx\/nginx\.conf:\d+/,
    verdict: 'file, line and word are shown',
  },
  {
    name: 'broken-site',
    fault: 'a file of Nginx that is no release’s is broken',
    spoil: [
      "echo 'planted_nonsense on;' >/etc/nginx/sites-enabled/planted",
      'rm /etc/nginx/sites-enabled/planted',
    ],
    step: 'check the files of Nginx',
    says: /unknown directive "planted_nonsense" in \/etc\/nginx\/sites-enabled\/planted:1/,
    verdict: 'file, line and word are shown',
  },
  {
    name: 'truncated',
    fault: 'the archive is cut in the middle',
    damage: 'truncate --size=-64K "$1"',
    step: unpackStep,
    says: /unexpected end of file/i,
    verdict: 'tar says that its end is missing',
  },
  {
    name: 'changed',
    fault: 'a file of the archive was changed',
    damage: repacked("echo '// changed' >>app/server.cjs"),
    step: unpackStep,
    says: /does not match its manifest:\n {2}changed: app\/server\.cjs/,
    verdict: 'the file is named',
  },
  {
    name: 'outside',
    fault: 'the archive has a file that leads out of it',
    damage: repacked('echo planted >planted', "--transform='s|^./planted$|../planted|' --absolute-names"),
    step: unpackStep,
    says: /Removing leading `\.\.\/'[^]*not in the manifest: planted/,
    verdict: 'it stays inside, and is named',
  },
  {
    name: 'no-archive',
    fault: 'the file is no archive at all',
    damage: 'echo "<html>404 Not Found</html>" >"$1"',
    step: unpackStep,
    says: /not in gzip format/,
    verdict: 'tar says so',
  },
  {
    name: 'full-disk',
    fault: 'the disk has 2 MiB left',
    spoil: [
      `home=${layout.homeDirectory}; mkdir -p /run/planted-disk
       mount --bind $home /run/planted-disk
       mount -t tmpfs -o "mode=755,size=$(($(du -sk $home | cut -f 1) + 2048))k" tmpfs $home
       cp -a /run/planted-disk/. $home`,
      `umount --lazy ${layout.homeDirectory} /run/planted-disk`,
    ],
    step: unpackStep,
    says: /No space left on device/,
    verdict: 'what it had unpacked is removed',
  },
];

/** The archive anew with something done in its folder, and its manifest as it was. */
function repacked(change: string, tarOptions = ''): string {
  return `copy=$(mktemp -d) && tar -xzf "$1" -C "$copy" && cd "$copy" && { ${change}; } &&
    tar -czf "$1" ${tarOptions} -C "$copy" . && rm -rf "$copy"`;
}
