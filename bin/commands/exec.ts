import { type ExitCode, exitCodes, UserError } from '../io/errors';
import type { JobState } from '../remote/job';
import type { RemoteOptions } from '../remote/via-flags';
import { addViaFlags } from '../remote/via-flags';
import { targetFlags, type Verb } from '../verb';

export const execVerb: Verb = {
  name: 'exec',
  summary: 'run a command on the instance as root, and end with its exit code',
  examples: [
    ['exec -- systemctl --failed', 'runs it, and shows what it prints as it comes'],
    ["exec -- bash -c 'df -h / && free -m'", 'a line of the shell'],
    ['exec --via ssh --identity key.pem -- uptime', 'the same over SSH'],
    ['exec --json -- uname -r', 'exit code and output as data'],
  ],
  flags: targetFlags,
  configure(command) {
    addViaFlags(command).argument('<command...>', 'the program and its words, after --');
  },
  async run(options, context) {
    const { output, signal, words } = context;
    const { openRemote } = await import('../remote/open-remote');
    const { followJob, startJob, stopJob } = await import('../remote/job');
    const { shellWords } = await import('../remote/shell-word');
    const { shell } = await openRemote(options as unknown as RemoteOptions, context);
    const texts = { stdout: '', stderr: '' };
    const name = await startJob(shell, { kind: 'exec', script: shellWords(words) }, signal);
    const state = await followJob(shell, name, {
      signal,
      onText: (text, stream) => {
        texts[stream] += text;
        if (!output.json) output.passOn(text, stream);
      },
    }).catch(async (error: unknown) => {
      // Nobody waits for it any more.
      if (signal.aborted) await stopJob(shell, name);
      throw error;
    });
    const code = codeOf(state);
    if (output.json) output.data({ code, ...texts });
    return code;
  },
};

/** Of this verb alone the exit code is another program's. */
function codeOf(state: JobState): ExitCode {
  if (typeof state === 'number') return state as ExitCode;
  throw new UserError('The command did not come to its end: it was killed, or the instance restarted.', {
    code: exitCodes.failed,
    fix: 'waffle status',
  });
}
