import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Receipt } from '../../teardown/receipt';
import type { Check } from '../evidence';
import { check, type Producer } from '../producer';
import type { Scene } from '../scene';

const noneLeft: readonly Receipt['outcome'][] = ['nothing left', 'nothing billed left'];

export const teardown: Producer = {
  name: 'teardown',
  title: 'After the teardown, nothing is left',
  claim:
    'The teardown deleted everything, looked for each kind of leftover, and found nothing that is billed.',
  commands: ['waffle down', 'waffle results --only teardown'],
  deterministic: false,
  needs: 'nothing',
  async produce(scene) {
    const { projectName } = await scene.target();
    const found = await newestReceipt(scene, projectName);
    if (found === undefined) {
      return { absent: 'no receipt is there: waffle down writes one', checks: [], parts: [] };
    }
    const { file, receipt } = found;
    const { kinds, stacks, left, regions, deleted } = receipt;
    return {
      checks: judgeReceipt(receipt),
      parts: [
        {
          kind: 'table',
          title: `Receipt ${path.basename(file)}`,
          head: ['', ''],
          rows: [
            ['command', receipt.command],
            ['began', receipt.startedAt],
            ['account', receipt.account],
            ['regions looked at', regions.join(', ')],
            ['stacks deleted', stacks.map(({ name, region }) => `${name} (${region})`).join(', ') || 'none'],
            ['leftovers deleted', String(deleted.length)],
            ['left', String(left.length)],
          ],
        },
        {
          kind: 'table',
          title: 'What was looked for',
          head: ['kind', 'ours', 'others’'],
          rows: kinds.map(({ name, ours, others }) => [name, String(ours), String(others)]),
          numbers: [1, 2],
        },
      ],
    };
  },
};

type Judged = Pick<Receipt, 'exitCode' | 'outcome' | 'monthlyUsd' | 'stacks' | 'kinds'>;

export function judgeReceipt({ exitCode, outcome, monthlyUsd, stacks, kinds }: Judged): readonly Check[] {
  const asked = kinds.filter(({ notAsked }) => notAsked.length === 0);
  const left = stacks.filter(({ isGone }) => !isGone);
  return [
    check('it ended well', exitCode === 0, `exit code ${exitCode}`),
    check('nothing billed is left', noneLeft.includes(outcome), outcome),
    check('it costs nothing any more', monthlyUsd.after === 0, `${monthlyUsd.after.toFixed(2)} USD a month`),
    check(
      'each stack is gone',
      left.length === 0,
      (left.length === 0 ? stacks : left).map(({ name }) => name).join(', ') || 'none was there',
    ),
    check(
      'each kind of leftover was looked for',
      kinds.length > 0 && asked.length === kinds.length,
      `${asked.length} of ${kinds.length} kinds`,
    ),
  ];
}

/** Their names begin with the time. */
async function newestReceipt(scene: Scene, projectName: string) {
  const names = await readdir(scene.receiptsDirectory).catch(() => []);
  const ours = names.filter((name) => name.endsWith(`Z-${projectName}.json`)).sort();
  const last = ours.at(-1);
  if (last === undefined) return undefined;
  const file = path.join(scene.receiptsDirectory, last);
  return { file, receipt: JSON.parse(await readFile(file, 'utf8')) as Receipt };
}
