import {
  CloudFormationClient,
  paginateDescribeStacks,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { BatchDeleteImageCommand, ECRClient, paginateListImages } from '@aws-sdk/client-ecr';
import { exitCodes, UserError } from '../io/errors';
import type { ResourceProgress } from '../up/resource-progress';
import { deleteStack } from './delete-stack';
import { type Ask, collect, unlessGone } from './kind';
import { bucketContents, deleteVersions } from './kinds/bucket-contents';
import { deleteBucket } from './kinds/storage-kinds';
import { bootstrapBucket, bootstrapRepository, bootstrapStack } from './names';

/** Stacks that were made with the help of the bootstrap stack carry its version as a parameter. */
const bootstrapParameter = 'BootstrapVersion';

/**
 * Deletes what `cdk bootstrap` has made in a region: images, the bucket's content, the stack, and the bucket, which the stack would keep.
 * @throws UserError where another stack needs it
 */
export async function deleteBootstrap(ask: Ask, progress: ResourceProgress): Promise<void> {
  const users = await stacksThatNeedIt(ask);
  if (users.length > 0) throw stillNeeded(users, ask);
  const { account, region } = ask;
  const bucket = bootstrapBucket(account, region);
  await deleteVersions(bucket, (await bucketContents(bucket, ask)) ?? [], ask);
  await deleteImages(bootstrapRepository(account, region), ask);
  await deleteBootstrapStack(ask, progress);
  await unlessGone(deleteBucket(bucket, ask));
}

/** The stack deletes a repository that is empty. */
const deleteImages = (repositoryName: string, { client, signal }: Ask): Promise<void> =>
  unlessGone(
    (async () => {
      const ecr = client(ECRClient);
      for await (const { imageIds = [] } of paginateListImages(
        { client: ecr },
        { repositoryName },
        { abortSignal: signal },
      )) {
        if (imageIds.length === 0) continue;
        await ecr.send(new BatchDeleteImageCommand({ repositoryName, imageIds }), { abortSignal: signal });
      }
    })(),
  );

async function stacksThatNeedIt({ client, signal }: Ask): Promise<readonly string[]> {
  const pages = paginateDescribeStacks({ client: client(CloudFormationClient) }, {}, { abortSignal: signal });
  return (await collect(pages, ({ Stacks }) => Stacks))
    .filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE')
    .filter(({ Parameters = [] }) =>
      Parameters.some(({ ParameterKey }) => ParameterKey === bootstrapParameter),
    )
    .map(({ StackName = '' }) => StackName);
}

async function deleteBootstrapStack(ask: Ask, progress: ResourceProgress): Promise<void> {
  const listed = ask.evidence.stacks.find(({ name }) => name === bootstrapStack);
  if (listed === undefined) return;
  const client = ask.client(CloudFormationClient);
  const onEvent = (event: StackEvent) => progress.see(event);
  const { isGone, reason } = await deleteStack({ client, id: listed.id, signal: ask.signal, onEvent });
  if (isGone) return;
  throw new UserError(`The stack ${bootstrapStack} could not be deleted: ${reason ?? 'no reason given'}`, {
    fix: 'waffle down --bootstrap goes on',
  });
}

const stillNeeded = (users: readonly string[], { region }: Ask) =>
  new UserError(
    `The bootstrap stack in ${region} stays: ${users.join(', ')} cannot be deployed without it.`,
    {
      code: exitCodes.guard,
      fix: 'delete those first, or leave out --bootstrap',
    },
  );
