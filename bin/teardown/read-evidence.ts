import {
  CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  paginateListStackResources,
  paginateListStacks,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { exitCodes, UserError } from '../io/errors';
import { resourceNames } from '../../contract';
import { type Ask, collect, type Evidence, type ListedStack, toTags } from './kind';
import { projectTag, resourceKey } from './whose';

/** CloudFormation tells of deleted stacks for 90 days; more of one name than these are not asked. */
const mostDeleted = 20;

type Place = Pick<Ask, 'projectName' | 'region' | 'signal' | 'client'>;

/** What stands on another one goes before it. */
export const stackNamesOf = (projectName: string) =>
  [
    resourceNames(projectName).serviceStack,
    projectName,
    `${projectName}-pipeline`,
    `${projectName}-budget`,
  ] as const;

/** What CloudFormation knows of our stacks in a region, by which all other kinds are judged. */
export async function readEvidence(place: Place): Promise<Evidence> {
  const { projectName, client, signal } = place;
  const stackNames: readonly string[] = stackNamesOf(projectName);
  const pages = paginateListStacks({ client: client(CloudFormationClient) }, {}, { abortSignal: signal });
  const listed = (await collect(pages, ({ StackSummaries }) => StackSummaries)).map(
    ({ StackId: id = '', StackName: name = '', StackStatus: status = '' }) => ({ id, name, status }),
  );
  const ours = await oursAmong(
    listed.filter(({ name }) => stackNames.includes(name)),
    place,
  );
  const made = await Promise.all(ours.map(({ id }) => resourcesOf(id, place)));
  const templates = await Promise.all(ours.map((stack) => templateOf(stack, place)));
  return {
    projectName,
    stackNames,
    stacks: listed.filter(({ status }) => status !== 'DELETE_COMPLETE'),
    stackIds: new Set(ours.map(({ id }) => id)),
    resources: new Set(made.flat()),
    templates: templates.filter((text) => text !== ''),
  };
}

/** A name can be anybody's; what deploys here also tags the stack. @throws UserError for one that is there without the tag */
async function oursAmong(named: readonly ListedStack[], place: Place): Promise<readonly ListedStack[]> {
  const alive = named.filter(({ status }) => status !== 'DELETE_COMPLETE');
  const deleted = named.filter(({ status }) => status === 'DELETE_COMPLETE').slice(0, mostDeleted);
  const judged = await Promise.all(
    [...alive, ...deleted].map(async (stack) => ({ stack, isOurs: await isTagged(stack, place) })),
  );
  const strange = judged.find(({ stack, isOurs }) => !isOurs && stack.status !== 'DELETE_COMPLETE');
  if (strange) throw strangeStack(strange.stack, place);
  return judged.filter(({ isOurs }) => isOurs).map(({ stack }) => stack);
}

async function isTagged({ id, status }: ListedStack, place: Place): Promise<boolean> {
  // Nothing was made of it yet, not even its tags.
  if (status === 'REVIEW_IN_PROGRESS') return true;
  const stack = await describeStack(id, place);
  return toTags(stack?.Tags)[projectTag] === place.projectName;
}

export async function describeStack(id: string, { client, signal }: Place): Promise<Stack | undefined> {
  const command = new DescribeStacksCommand({ StackName: id });
  return (await client(CloudFormationClient).send(command, { abortSignal: signal })).Stacks?.[0];
}

const strangeStack = ({ name }: ListedStack, { projectName, region }: Place) =>
  new UserError(
    `The stack ${name} in ${region} was not made from here: it has no tag ${projectTag}=${projectName}. Nothing is touched.`,
    { code: exitCodes.failed, fix: 'name your project: -c projectName=…' },
  );

async function resourcesOf(StackName: string, { client, signal }: Place): Promise<readonly string[]> {
  const options = { abortSignal: signal };
  const pages = paginateListStackResources({ client: client(CloudFormationClient) }, { StackName }, options);
  const found = await collect(pages, ({ StackResourceSummaries }) => StackResourceSummaries);
  return found.flatMap(({ ResourceType, PhysicalResourceId }) =>
    ResourceType && PhysicalResourceId ? [resourceKey(ResourceType, PhysicalResourceId)] : [],
  );
}

async function templateOf({ id, status }: ListedStack, { client, signal }: Place): Promise<string> {
  if (status === 'REVIEW_IN_PROGRESS') return '';
  const command = new GetTemplateCommand({ StackName: id, TemplateStage: 'Original' });
  return (await client(CloudFormationClient).send(command, { abortSignal: signal })).TemplateBody ?? '';
}
