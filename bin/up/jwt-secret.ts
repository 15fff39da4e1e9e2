import { randomBytes } from 'node:crypto';
import { parameterName, parameters } from '../../contract';
import type { Target } from '../aws/target';
import type { CommandContext } from '../verb';
import { ensureSecret } from './ensure-secret';

/** 384 bits, half as many again as HS256 uses. */
const makeJwtSecret = () => randomBytes(48).toString('base64url');

/**
 * What the tokens of those who sign in are signed with. A server may be there that was made before there was one: it reads it at its
 * next release (deployment/prepare-server.sh).
 */
export const ensureJwtSecret = (
  target: Pick<Target, 'aws' | 'projectName'>,
  { output, signal }: Pick<CommandContext, 'output' | 'signal'>,
): Promise<void> =>
  output.step('Make sure of the secret of the tokens', async (step) => {
    const name = parameterName(target.projectName, parameters.jwtSecret);
    const what = `Signs the tokens of those who sign in to ${target.projectName}`;
    const was = await ensureSecret(target, { name, what, make: makeJwtSecret }, signal);
    step.note(was === 'made' ? 'made, in SSM and nowhere else' : 'there already');
  });
