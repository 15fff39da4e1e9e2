import { once } from 'node:events';
import type { Target } from '../aws/target';
import { exitCodes, UserError } from '../io/errors';
import { type SessionOptions, withTunnel } from './database-session';
import { showTunnel, tunnelFacts } from './show-tunnel';

/** Says how to use the tunnel and keeps it until Ctrl-C, which is how it is meant to end. @throws UserError when it breaks */
export const keepTunnel = (target: Target, options: SessionOptions): Promise<void> =>
  withTunnel(target, options, async (opened) => {
    const { output, signal } = options;
    const facts = tunnelFacts(target, opened);
    output.data(facts, showTunnel(facts));
    signal.throwIfAborted();
    await Promise.race([opened.tunnel.ended, once(signal, 'abort')]);
    if (signal.aborted) return;
    throw new UserError('The tunnel has ended by itself.', {
      code: exitCodes.unreachable,
      fix: 'waffle db tunnel opens it again',
    });
  });
