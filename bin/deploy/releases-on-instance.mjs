// Runs on the instance: prints as JSON which releases are kept there and what became of each. Whatever release serves, the command line asks
// in its own words.
//   node --input-type=module - HOME < releases-on-instance.mjs
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';

const [home] = process.argv.slice(2);
const shownReceipts = 12;

const attempt = (read, otherwise = null) => {
  try {
    return read();
  } catch {
    return otherwise;
  }
};
const releaseAt = (link) => attempt(() => basename(realpathSync(join(home, link))));

// A line that was cut by a full disk or a crash is no receipt.
const receiptLines = attempt(() => readFileSync(join(home, 'shared/receipts.jsonl'), 'utf8'), '').split('\n');
const receipts = receiptLines
  .map((line) => attempt(() => JSON.parse(line)))
  .filter((one) => one?.release !== undefined);
const current = existsSync(join(home, 'current')) ? releaseAt('current') : null;

const releases = attempt(() => readdirSync(join(home, 'releases')), [])
  .map((id) => ({
    id,
    manifest: attempt(() => JSON.parse(readFileSync(join(home, 'releases', id, 'manifest.json'), 'utf8'))),
  }))
  .filter(({ manifest }) => manifest !== null)
  .map(({ id, manifest: { commit, time } }) => ({
    id,
    commit,
    time,
    slots: ['a', 'b'].filter((slot) => releaseAt(`slots/${slot}`) === id),
    receipt: receipts.findLast(({ release }) => release === id) ?? null,
  }));

// As deploy.sh chooses it.
const served = receipts.filter(({ outcome }) => outcome === 'serves').map(({ release }) => release);
const previous =
  served.findLast((id) => id !== current && releases.some((release) => release.id === id)) ?? null;

process.stdout.write(
  JSON.stringify({
    current,
    previous,
    releases,
    receiptCount: receipts.length,
    receipts: receipts.slice(-shownReceipts),
  }),
);
