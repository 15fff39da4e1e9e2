// The receipts of the releases of this server, one JSON object a line, oldest first.
//   node receipts.mjs append FILE RECEIPT MANIFEST ACCESS_LOG OFFSET   adds one, in one write: with the commit of the
//       release, and what Nginx answered since its log was OFFSET bytes long
//   node receipts.mjs previous FILE RELEASES CURRENT   prints the newest release that served, is still there and is not CURRENT
//   node receipts.mjs served FILE               prints the releases that served, the newest first
import { appendFileSync, closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

const [command, file, ...rest] = process.argv.slice(2);
const commands = { append, previous, served };
if (!Object.hasOwn(commands, command ?? '') || file === undefined) {
  process.stderr.write(
    'usage: receipts.mjs append FILE RECEIPT MANIFEST ACCESS_LOG OFFSET | previous FILE RELEASES CURRENT | served FILE\n',
  );
  process.exit(2);
}
commands[command](...rest);

function append(text, manifestFile, accessLog, offset) {
  const receipt = {
    ...JSON.parse(text),
    host: hostname(),
    commit: attempt(() => JSON.parse(readFileSync(manifestFile, 'utf8')).commit),
    requests: attempt(() => countRequests(accessLog, Number(offset))),
  };
  appendFileSync(file, `${JSON.stringify(receipt)}\n`, { mode: 0o644 });
}

/** Null where it cannot be known: a receipt that lacks something is better than none. */
function attempt(read) {
  try {
    return read() ?? null;
  } catch {
    return null;
  }
}

/** 502 to 504 are what Nginx says when the application did not answer; what never reached Nginx is in no log. */
function countRequests(accessLog, offset) {
  const statuses = [...readFrom(accessLog, offset).matchAll(/"status":(\d{3})/g)].map(([, status]) =>
    Number(status),
  );
  return {
    answered: statuses.length,
    failed: statuses.filter((status) => status >= 502 && status <= 504).length,
  };
}

function readFrom(path, offset) {
  const descriptor = openSync(path, 'r');
  try {
    const { size } = fstatSync(descriptor);
    if (size < offset) throw new Error('the log was rotated meanwhile');
    const bytes = Buffer.alloc(size - offset);
    readSync(descriptor, bytes, 0, bytes.length, offset);
    return bytes.toString('utf8');
  } finally {
    closeSync(descriptor);
  }
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
