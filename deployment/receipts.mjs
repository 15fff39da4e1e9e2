// The receipts of the releases of this server, one JSON object a line, oldest first.
//   node receipts.mjs append FILE RECEIPT       adds one, in one write
//   node receipts.mjs previous FILE RELEASES CURRENT   prints the newest release that served, is still there and is not CURRENT
//   node receipts.mjs served FILE               prints the releases that served, the newest first
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [command, file, ...rest] = process.argv.slice(2);
const commands = { append, previous, served };
if (!Object.hasOwn(commands, command ?? '') || file === undefined) {
  process.stderr.write(
    'usage: receipts.mjs append FILE RECEIPT | previous FILE RELEASES CURRENT | served FILE\n',
  );
  process.exit(2);
}
commands[command](...rest);

function append(text) {
  appendFileSync(file, `${JSON.stringify(JSON.parse(text))}\n`, { mode: 0o644 });
}

function previous(releasesDirectory, current) {
  const found = servedReleases().find(
    (release) => release !== current && existsSync(join(releasesDirectory, release, 'manifest.json')),
  );
  if (found === undefined) process.exit(1);
  process.stdout.write(`${found}\n`);
}

function served() {
  for (const release of servedReleases()) process.stdout.write(`${release}\n`);
}

/** Each once, by when it served last. */
function servedReleases() {
  const served = readReceipts().filter(({ outcome }) => outcome === 'serves');
  return [...new Set(served.map(({ release }) => release).reverse())];
}

/** A line that was cut by a full disk or a crash is no receipt. */
function readReceipts() {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        const receipt = JSON.parse(line);
        return typeof receipt.release === 'string' ? [receipt] : [];
      } catch {
        return [];
      }
    });
}
