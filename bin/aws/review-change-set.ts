import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { findLosses, type Guarded, type Loss } from '../../infra/replacement/find-losses';
import { describeRefusal, unaskedLosses } from '../../infra/replacement/refuse-losses';
import { type ExitCode, exitCodes } from '../io/errors';
import { type ChangeSetNames, readChangeSet } from './read-change-set';

export interface ReviewOptions extends ChangeSetNames {
  readonly client: CloudFormationClient;
  /** What may be replaced or removed, as asked for by `--replace`. */
  readonly replace: readonly Guarded[];
  readonly signal?: AbortSignal;
}

export interface Review {
  /** `ok` where nothing stands against the change set, else `guard`. */
  readonly code: ExitCode;
  /** Number of resources that change. */
  readonly changes: number;
  readonly losses: readonly Loss[];
  readonly refused: readonly Loss[];
  /** For people. */
  readonly text: string;
}

/** Whether a change set may be deployed as far as server and database are concerned. @throws UserError */
export const reviewChangeSet = async (options: ReviewOptions): Promise<Review> => {
  const { client, replace, signal, ...names } = options;
  const changes = await readChangeSet(client, names, signal);
  const losses = findLosses(changes);
  const refused = unaskedLosses(losses, replace);
  const outcome = { changes: changes.length, losses, refused };
  return refused.length === 0
    ? { ...outcome, code: exitCodes.ok, text: describeConsent(names, changes.length, losses) }
    : { ...outcome, code: exitCodes.guard, text: describeRefusal(refused, wordsFor(names)) };
};

const wordsFor = ({ changeSetName }: ChangeSetNames) => ({
  subject: `The change set ${changeSetName}`,
  command: `./bin/waffle plan --change-set ${changeSetName}`,
});

const describeConsent = (
  { stackName, changeSetName }: ChangeSetNames,
  changes: number,
  losses: readonly Loss[],
): string => {
  if (changes === 0) return `The change set ${changeSetName} changes nothing.`;
  const asked = losses.map(({ what, logicalId, outcome }) => `the ${what} ${logicalId} is ${outcome}`);
  const effect = losses.length === 0 ? ' and keeps server and database' : `; as asked, ${asked.join(', ')}`;
  return [
    `The change set ${changeSetName} changes ${changes} resource${changes === 1 ? '' : 's'}${effect}.`,
    `Deploy it: npx cdk deploy ${stackName} --method=execute-change-set --change-set-name ${changeSetName}`,
  ].join('\n');
};
