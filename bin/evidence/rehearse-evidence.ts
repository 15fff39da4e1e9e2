import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RehearsedAccount } from '../../rehearsal/account/rehearsed-account';
import { installRequirements, requireLinuxAndRoot } from '../../rehearsal/requirements';
import { findSecrets } from '../../rehearsal/secrets';
import { exitCodes, UserError } from '../io/errors';
import { relabelRelease } from '../release/relabel-release';
import type { CommandContext } from '../verb';
import type { CollectOptions } from './collect-evidence';
import { rehearsedCommands } from './rehearsed-commands';
import { type Manifest, Results } from './write-results';

/**
 * The same command, typed in an account that is emulated on this machine, with a server that really boots: `up`, a release, the
 * evidence, and `down`, whose receipt is evidence too. @throws UserError where the machine cannot, or one of the commands failed
 */
export async function rehearseEvidence(options: CollectOptions, context: CommandContext): Promise<Manifest> {
  const { environment, rootDirectory, signal, output } = context;
  requireLinuxAndRoot({ platform: process.platform, userId: process.getuid?.() ?? -1 });
  await installRequirements(output, signal);
  const scratch = await mkdtemp(path.join(tmpdir(), 'waffle-results-'));
  try {
    const archive = await output.step('Build a release', () =>
      relabelRelease({ rootDirectory, directory: scratch, signal }),
    );
    const account = await output.step('Set up the account that is rehearsed', () =>
      RehearsedAccount.open({ cacheDirectory: environment.cacheDirectory, rootDirectory, signal, output }),
    );
    const { results: directory } = options.directories;
    try {
      const receipts = path.join(scratch, 'receipts');
      const commands = rehearsedCommands(options, { directory, archive, receipts });
      for (const words of commands) await type(words, account, context);
    } finally {
      await output.step('Remove all of it', () => account.close());
    }
    await output.step('Nothing secret is in what was written', async (step) =>
      step.note(
        await findSecrets({ secrets: account.secrets, directories: [path.join(directory, 'evidence')] }),
      ),
    );
    return await new Results(directory).readManifest();
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
  const onLine = (line: string) => {
    if (/^[✔✖!]/.test(line)) output.line(`  ${line}`);
    else output.detail(`  ${line}`);
  };
  await output.step(`waffle ${words[0]}`, async () => {
    const { code, lines } = await account.type(words, { onLine });
    if (code === exitCodes.ok || (words[0] === 'results' && code === exitCodes.failed)) return;
    throw new UserError(`waffle ${words.join(' ')} ended with ${code}:\n${lines.slice(-15).join('\n')}`, {
      fix: 'waffle rehearse shows whether a deploy works on this machine',
    });
  });
}
