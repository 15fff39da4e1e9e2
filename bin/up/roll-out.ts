import type { Target } from '../aws/target';
import { hasImage } from '../scale-out/images';
import { migrate } from '../scale-out/migrate';
import { missingImage } from '../scale-out/missing-image';
import { serviceTarget } from '../scale-out/place';
import { readStack, requiredOutput } from '../stack/read-stack';
import type { CommandContext } from '../verb';
import { settledStack } from './settle';

/**
 * What has to be done between the project's stack and the service: nothing is under way in that, the image is there, and the database
 * migrated, before a task runs it. All of it may be asked for again.
 * @throws UserError where there is no image, or the migrations fail
 */
export async function prepareRollOut(target: Target, context: CommandContext): Promise<void> {
  const { output, signal } = context;
  await settledStack(serviceTarget(target), context);
  const stack = await readStack(target, signal);
  const tag = requiredOutput(stack, 'releaseId');
  await output.step('Look for the image of the release', async (step) => {
    if (!(await hasImage(target, tag, signal)))
      throw missingImage(stack, {
        tag,
        state: 'all but the service is deployed.',
        again: 'waffle up goes on; or -c imageTag=<one that is there>',
      });
    step.note(tag);
  });
  await migrate(target, stack, { tag, again: 'waffle up' }, context);
}
