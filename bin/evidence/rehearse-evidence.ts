import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RehearsedAccount } from '../../rehearsal/account/rehearsed-account';
import { hostNames } from '../../rehearsal/addresses';
import { exitCodes, UserError } from '../io/errors';
import { relabelRelease } from '../release/relabel-release';
import type { CommandContext } from '../verb';
import type { CollectOptions } from './collect-evidence';
import { type Manifest, Results } from './write-results';

/**
 * The same command, typed in an account that is emulated on this machine, with a server that really boots: `up`, a release, the
 * evidence, and `down`, whose receipt is evidence too. @throws UserError where the machine cannot, or one of the commands failed
 */
export async function rehearseEvidence(options: CollectOptions, context: CommandContext): Promise<Manifest> {
  const { environment, rootDirectory, signal, output } = context;
  const scratch = await mkdtemp(path.join(tmpdir(), 'waffle-results-'));
  try {
    const archive = await output.step('Build a release', () =>
      relabelRelease({ rootDirectory, directory: scratch, signal }),
    );
    const account = await output.step('Set up the account that is rehearsed', () =>
      RehearsedAccount.open({ cacheDirectory: environment.cacheDirectory, rootDirectory, signal, output }),
    );
    const receipts = path.join(scratch, 'receipts');
    const folders = ['--results', options.directories.results, '--receipts', receipts];
    const results = (...only: readonly string[]) => [
      'results',
      ...folders,
      ...(only.length > 0 ? ['--only', ...only] : []),
    ];
    try {
      for (const words of [
        ['init', '--yes', '-c', `domain=${hostNames.api}`],
        ['up', '--yes'],
        results('release'),
        ['deploy', archive],
        results(...options.only.filter((name) => name !== 'teardown')),
        ['down', '--confirm', 'waffle-backend', '--without-dump', '--leftovers', '--receipts', receipts],
        results('teardown'),
      ])
        await type(words, account, context);
    } finally {
      await output.step('Remove all of it', () => account.close());
    }
    return await new Results(options.directories.results).readManifest();
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What fails as evidence is in the results; anything else ends it here. */
async function type(
  words: readonly string[],
  account: RehearsedAccount,
  { output }: CommandContext,
): Promise<void> {
  await output.step(`waffle ${words[0]}`, async (step) => {
    const { code, lines } = await account.type(words, { onLine: (line) => output.detail(`    ${line}`) });
    step.note(lines.findLast((line) => line.trim() !== '')?.trim() ?? '');
    if (code === exitCodes.ok || (words[0] === 'results' && code === exitCodes.failed)) return;
    throw new UserError(`waffle ${words.join(' ')} ended with ${code}:\n${lines.slice(-15).join('\n')}`, {
      fix: 'waffle rehearse shows whether a deploy works on this machine',
    });
  });
}
