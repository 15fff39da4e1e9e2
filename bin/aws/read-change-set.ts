import {
  type CloudFormationClient,
  type DescribeChangeSetOutput,
  paginateDescribeChangeSet,
} from '@aws-sdk/client-cloudformation';
import type { ResourceChange } from '../../infra/replacement/resource-change';
import { exitCodes, UserError } from '../io/errors';
import { explainAwsError } from './aws-error';

export interface ChangeSetNames {
  readonly stackName: string;
  readonly changeSetName: string;
}

/**
 * All changes of a change set as CloudFormation describes them, from every page.
 * @throws UserError when there is none, when it cannot be deployed, or when AWS cannot be asked
 */
export const readChangeSet = async (
  client: CloudFormationClient,
  names: ChangeSetNames,
  signal?: AbortSignal,
): Promise<readonly ResourceChange[]> => {
  const changes: ResourceChange[] = [];
  for await (const page of pagesOf(client, names, signal)) {
    if (isEmpty(page)) return [];
    refuseUnfinished(page, names);
    for (const { ResourceChange: change } of page.Changes ?? [])
      if (change !== undefined) changes.push(change);
  }
  return changes;
};

async function* pagesOf(
  client: CloudFormationClient,
  { stackName, changeSetName }: ChangeSetNames,
  signal: AbortSignal | undefined,
): AsyncGenerator<DescribeChangeSetOutput> {
  const input = { StackName: stackName, ChangeSetName: changeSetName };
  try {
    // A page that names itself as the next one would otherwise never end.
    const config = { client, stopOnSameToken: true };
    yield* paginateDescribeChangeSet(config, input, signal === undefined ? {} : { abortSignal: signal });
  } catch (error) {
    throw notThere(error, { stackName, changeSetName }) ?? explainAwsError(error) ?? error;
  }
}

const notThere = (error: unknown, { stackName, changeSetName }: ChangeSetNames): UserError | undefined => {
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'ValidationError' && /does not exist/.test(error.message)) {
    const fix = 'npx cdk deploy makes it; or name another one: -c projectName=…';
    return new UserError(`There is no stack ${stackName} here.`, {
      code: exitCodes.notDeployed,
      fix,
      cause: error,
    });
  }
  if (!/^ChangeSetNotFound/.test(error.name)) return undefined;
  const fix = `npx cdk deploy --method=prepare-change-set --change-set-name ${changeSetName} makes it; aws cloudformation list-change-sets --stack-name ${stackName} lists those that are there`;
  return new UserError(`The stack ${stackName} has no change set ${changeSetName}.`, { fix, cause: error });
};

/** CloudFormation calls a change set without changes a failure. */
const isEmpty = ({ Status, StatusReason = '' }: DescribeChangeSetOutput) =>
  Status === 'FAILED' && /didn't contain changes|No updates are to be performed/i.test(StatusReason);

const refuseUnfinished = (
  { Status, StatusReason }: DescribeChangeSetOutput,
  { changeSetName }: ChangeSetNames,
) => {
  if (Status === 'CREATE_COMPLETE') return;
  if (Status === 'FAILED') {
    throw new UserError(`The change set ${changeSetName} has failed: ${StatusReason ?? 'without a reason'}`, {
      fix: 'correct what it says, then make it anew with npx cdk deploy --method=prepare-change-set',
    });
  }
  throw new UserError(`The change set ${changeSetName} is not ready (${Status ?? 'without a status'}).`, {
    fix: 'try again in some seconds',
  });
};
