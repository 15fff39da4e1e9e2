import {
  cacheHeader,
  environmentVariables as variables,
  httpPaths,
  instance,
  seminarListCacheKey,
} from '../../../contract';
import { UserError } from '../../io/errors';
import type { Check, Part } from '../evidence';
import { asApplication, readFromServer } from '../on-server';
import { check, type Producer, type Produced } from '../producer';
import type { Scene } from '../scene';
import { mark, stampOf } from '../visit';

const pictureFile = '03-cache.png';

export const cache: Producer = {
  name: 'cache',
  title: 'The cache of the seminar list',
  claim:
    'Each ordering of the list is cached by itself: the first read asks the database, the second does not, a search is never cached, and after its time the key is gone.',
  commands: [
    'waffle exec -- redis-cli -s /run/waffle-redis/redis.sock --scan',
    './bin/waffle local; http://localhost:8000/__debug__/',
  ],
  deterministic: true,
  needs: 'server',
  async produce(scene) {
    const { shell } = await scene.remote();
    scene.makesSomething();
    const seen = readSections(
      await readFromServer(shell, asApplication(script(scene.startedAt)), scene.signal),
    );
    const debug = await (await scene.client()).send(httpPaths.debug);
    return withPicture(scene, seen, {
      checks: [
        ...judgeCache(seen),
        check(
          'the API that serves has no debug page',
          debug.status === 404,
          `GET ${httpPaths.debug}: ${debug.status}`,
        ),
      ],
      parts: [readTable(seen), keyTable(seen)],
    });
  },
};

/** What was seen of the six reads, and of Redis. */
export const judgeCache = (seen: Sections): readonly Check[] => [
  ...reads.map((read, index) => judgeRead(seen, index, read)),
  check(
    'while cached, each ordering has a key with a time to live',
    keysOf(seen, 'keys').join() === expectedKeys.join() &&
      keyRows(seen, 'keys').every(([, ttl]) => Number(ttl) > 0 && Number(ttl) <= 60),
    keyRows(seen, 'keys')
      .map(([key, ttl]) => `${key}: ${ttl} s`)
      .join(', ') || 'no key',
  ),
  check(
    'after that time both are gone',
    seen.get('later') === '',
    seen.has('later') ? keysOf(seen, 'later').join(', ') || 'no key' : 'nobody looked',
  ),
];

/** The second read of each finds what the first has kept. */
const reads = [
  { title: 'the first read of the list asks the database', query: '', outcome: 'miss', queries: 1 },
  { title: 'the second one does not', query: '', outcome: 'hit', queries: 0 },
  {
    title: 'the first read by ?order=earliest asks it too',
    query: '?order=earliest',
    outcome: 'miss',
    queries: 1,
  },
  { title: 'the second one does not either', query: '?order=earliest', outcome: 'hit', queries: 0 },
  { title: 'a search is never cached', query: '?name=waffle', outcome: 'none', queries: 1 },
  { title: 'nor is the same one again', query: '?name=waffle', outcome: 'none', queries: 1 },
] as const;

const expectedKeys = [seminarListCacheKey('default'), seminarListCacheKey('earliest')];

/**
 * The release that serves, started once more beside itself with its debug page, on a socket that nobody else has: the same database and
 * Redis, the page that production does not have. Its user is made there, so that no password and no token leave the instance.
 */
const script = (startedAt: Date) => `
set -euo pipefail
cd "$RUNTIME_DIRECTORY"
umask 077
redis=$(command -v redis-cli || command -v valkey-cli)
redis() { "$redis" -s ${instance.redisSocket} "$@" </dev/null; }
keys() { redis --scan --pattern '*seminar-list:*' | sort | while read -r key; do echo "$key $(redis ttl "$key")"; done; }
${variables.nodeEnvironment}=development ${variables.listenSocket}=$PWD/app.sock ${variables.allowedHosts}=localhost \\
  ${variables.releaseManifestFile}=${instance.currentLink}/manifest.json \\
  node ${instance.currentLink}/app/server.cjs </dev/null >log 2>&1 &
app=$!
trap 'kill $app' EXIT
ask() { curl --silent --show-error --max-time 15 --unix-socket app.sock "$@" </dev/null; }
for _ in $(seq 100); do
  [ "$(ask --output /dev/null --write-out '%{http_code}' http://localhost${httpPaths.readiness} 2>/dev/null || true)" = 200 ] && break
  kill -0 $app 2>/dev/null || { cat log >&2; exit 1; }
  sleep 0.2
done
password=$(head -c 12 /dev/urandom | base64 -w 0)
cat >user <<JSON
{"username":"${mark}-cache-${stampOf(startedAt)}","password":"$password","email":"cache@example.com","role":"participant"}
JSON
ask --fail-with-body --header 'content-type: application/json' --data @user http://localhost${httpPaths.api}user/ >made
node -e 'process.stdout.write("authorization: Token " + JSON.parse(require("fs").readFileSync("made", "utf8")).token)' </dev/null >header
# Whose token it is, is asked once and then known.
ask --fail --header @header --output /dev/null http://localhost${httpPaths.api}user/me/
keys | while read -r key _; do redis del "$key" >/dev/null; done
i=0
for query in ${reads.map(({ query }) => `'${query}'`).join(' ')}; do
  echo "=== read-$i"
  ask --header @header --output /dev/null --dump-header - "http://localhost${httpPaths.seminarList}$query"
  i=$((i + 1))
done
echo '=== keys'
keys
echo '=== page'
ask http://localhost${httpPaths.debug}
echo
most=$(keys | awk '{ if ($2 > most) most = $2 } END { print most + 0 }')
sleep "$((most + 1))"
echo '=== later'
keys
`;

type Sections = ReadonlyMap<string, string>;

export function readSections(text: string): Sections {
  const parts = text.split(/^=== (.+)$/m).slice(1);
  const names = parts.filter((_, index) => index % 2 === 0);
  return new Map(names.map((name, index) => [name, (parts[index * 2 + 1] ?? '').trim()]));
}

const headerOf = (seen: Sections, index: number, name: string) =>
  new RegExp(`^${name}: (.*?)\\r?$`, 'im').exec(seen.get(`read-${index}`) ?? '')?.[1];

const statusOf = (seen: Sections, index: number) =>
  Number(/^HTTP\/\S+ (\d+)/.exec(seen.get(`read-${index}`) ?? '')?.[1]);

const outcomeOf = (seen: Sections, index: number) => headerOf(seen, index, cacheHeader) ?? 'none';

const queriesOf = (seen: Sections, index: number): number => {
  const count = /sql;desc="(\d+) quer/.exec(headerOf(seen, index, 'Server-Timing') ?? '')?.[1];
  if (count === undefined) throw new UserError('the application did not say how many statements it made');
  return Number(count);
};

function judgeRead(
  seen: Sections,
  index: number,
  { title, outcome, queries }: (typeof reads)[number],
): Check {
  const [status, was, made] = [statusOf(seen, index), outcomeOf(seen, index), queriesOf(seen, index)];
  const isRight = was === outcome && (queries === 0 ? made === 0 : made >= 1);
  const answered = `${cacheHeader}: ${was}, ${made} SQL`;
  return check(title, isRight && status === 200, status === 200 ? answered : `${status}, ${answered}`);
}

const keyRows = (seen: Sections, section: string): readonly (readonly string[])[] =>
  (seen.get(section) ?? '')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' '));

const keysOf = (seen: Sections, section: string) => keyRows(seen, section).map(([key = '']) => key);

const readTable = (seen: Sections): Part => ({
  kind: 'table',
  title: 'Six reads, one after the other',
  head: ['request', cacheHeader, 'SQL statements'],
  rows: reads.map(({ query }, index) => [
    `GET ${httpPaths.seminarList}${query}`,
    outcomeOf(seen, index),
    String(queriesOf(seen, index)),
  ]),
  numbers: [2],
});

const keyTable = (seen: Sections): Part => ({
  kind: 'table',
  title: 'Keys of the list in Redis',
  head: ['key', 'while cached', 'after its time'],
  rows: keyRows(seen, 'keys').map(([key = '', ttl = '']) => [
    key,
    `lives ${ttl} s more`,
    keysOf(seen, 'later').includes(key) ? 'still there' : 'gone',
  ]),
});

async function withPicture(scene: Scene, seen: Sections, produced: Produced): Promise<Produced> {
  const browser = await scene.browser();
  if (browser === undefined) return { ...produced, parts: [...produced.parts, noBrowser] };
  const { png, width, height } = await browser.picture(
    { html: scene.masker.text(seen.get('page') ?? '') },
    async (page) => {
      // The newest stand first: the four reads of the list, of which the two in the middle are opened.
      await page
        .locator('details')
        .evaluateAll((all) => all.slice(4, 6).forEach((each) => each.setAttribute('open', '')));
    },
  );
  const alt =
    'The debug page: each request to the list with its status, its SQL statements and whether it was a hit or a miss';
  const picture: Part = { kind: 'picture', title: 'The debug page', alt, file: pictureFile, width, height };
  return { ...produced, parts: [...produced.parts, picture], pictures: new Map([[pictureFile, png]]) };
}

export const noBrowser: Part = {
  kind: 'note',
  text: 'No picture was taken: no Chromium, Chrome or Edge is installed on the machine that made this.',
};
