import { randomBytes } from 'node:crypto';
import { parameterName, scaleOutParameters } from '../../contract';
import type { Target } from '../aws/target';
import type { CommandContext } from '../verb';
import { ensureSecret } from './ensure-secret';

/** 64 letters and digits, of 128 that ElastiCache takes. */
const makeCachePassword = () => randomBytes(32).toString('hex');

/** What the cache wants to hear, which only the topology scale-out has. */
export async function ensureCachePassword(
  target: Target,
  { output, signal }: Pick<CommandContext, 'output' | 'signal'>,
): Promise<void> {
  if (target.settings.topology !== 'scale-out') return;
  await output.step('Make sure of the password of the cache', async (step) => {
    const name = parameterName(target.projectName, scaleOutParameters.cachePassword);
    const what = `Password of the cache of ${target.projectName}`;
    const was = await ensureSecret(target, { name, what, make: makeCachePassword }, signal);
    step.note(was === 'made' ? 'made, in SSM and nowhere else' : 'there already');
  });
}
