import { exitCodes, UserError } from '../io/errors';
import type { Remote } from '../remote/open-remote';
import { addViaFlags, type RemoteOptions } from '../remote/via-flags';
import { type CommandContext, targetFlags, type Verb } from '../verb';

export const sshVerb: Verb = {
  name: 'ssh',
  summary: 'open a shell on the instance, without an open port',
  examples: [
    ['ssh', 'through Session Manager, with its plugin on this machine'],
    ['ssh --via ssh --identity ~/.ssh/key.pem', 'over SSH: port 22 is open to the setting sshAddress alone'],
  ],
  flags: targetFlags,
  configure(command) {
    addViaFlags(command);
  },
  async run(options, context) {
    const remoteOptions = options as unknown as RemoteOptions;
    const { openRemote } = await import('../remote/open-remote');
    const remote = await openRemote(remoteOptions, context);
    if (remoteOptions.via === 'ssh') await overSsh(remote, remoteOptions, context);
    if (remoteOptions.via === 'ssm') await overSessionManager(remote, context);
    return exitCodes.ok;
  },
};

/** What the shell's last command ended with is nobody's business; no connection is. */
async function overSsh(remote: Remote, { identity }: RemoteOptions, { environment, signal }: CommandContext) {
  const { sshDestination } = await import('../remote/open-remote');
  const { makeKnownHostsFolder, sshArgv } = await import('../remote/ssh-shell');
  const { runInteractively } = await import('../io/run-interactively');
  const destination = sshDestination(remote, { identity, cacheDirectory: environment.cacheDirectory });
  await makeKnownHostsFolder(destination);
  const { code } = await runInteractively(sshArgv(destination), { signal });
  if (code !== 255) return;
  throw new UserError('SSH could not connect, or was cut off.', {
    code: exitCodes.unreachable,
    fix: 'waffle allow-ip lets this address in; or go through Session Manager: waffle ssh',
  });
}

async function overSessionManager({ target, instance }: Remote, { signal }: CommandContext) {
  const { openSession } = await import('../remote/session-manager');
  const { runInteractively } = await import('../io/run-interactively');
  const session = await openSession(target, { Target: instance.id }, signal);
  try {
    const { code } = await runInteractively(session.argv, { env: session.env, signal });
    if (code !== 0)
      throw new UserError(`The session ended with ${code}.`, {
        fix: 'waffle status; or waffle ssh --via ssh',
      });
  } finally {
    await session.end();
  }
}
