import type { TargetOptions } from '../aws/target';
import { followDeploy, isUnderWay, listDeploys, requireDeployed, startDeploy } from '../deploy/run-deploy';
import type { EndpointAnswer } from '../endpoint/check-endpoint';
import { openRemote } from '../remote/open-remote';
import { requiredOutput } from '../stack/read-stack';
import type { CommandContext } from '../verb';
import type { UpOutcome } from './run-up';

interface ReleaseOptions {
  readonly place: TargetOptions;
  readonly outcome: Pick<UpOutcome, 'isNew' | 'stack'>;
  /** What serves now. */
  readonly answer: EndpointAnswer;
  readonly context: CommandContext;
}

/**
 * A new server starts with the release of its stack; one that was there before is given it here, where it serves another.
 * @returns whether it was @throws UserError where the release does not come into service
 */
export async function releaseWhereOther({
  place,
  outcome,
  answer,
  context,
}: ReleaseOptions): Promise<boolean> {
  const { isNew, stack } = outcome;
  const wanted = requiredOutput(stack, 'releaseId');
  if (isNew || (answer.reached && answer.release === wanted)) return false;
  const { output, signal } = context;
  await output.step(`Put the release ${wanted} into service`, async () => {
    const remote = await openRemote({ ...place, via: 'ssm' }, context);
    const underWay = (await listDeploys(remote, signal)).find(isUnderWay);
    // Without an argument deploy.sh takes the release that the stack names.
    const job = underWay ?? (await startDeploy(remote, { kind: 'release', words: [] }, signal));
    requireDeployed(await followDeploy(remote, job, output, signal));
  });
  return true;
}
