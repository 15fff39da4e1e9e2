import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import type { ResourceChange } from '../../infra/replacement/resource-change';
import { type ChangeSetNames, readChangeSet } from '../aws/read-change-set';
import type { Target } from '../aws/target';

const pollMs = 500;

/**
 * What a deploy of this assembly would change in the stack that is there: asks CloudFormation by a change set, which is
 * taken away again. Nothing is uploaded and nothing deployed.
 */
export async function previewChanges(
  { aws, projectName }: Target,
  assemblyDirectory: string,
  signal: AbortSignal,
): Promise<readonly ResourceChange[]> {
  const client = new CloudFormationClient(aws);
  const names = { stackName: projectName, changeSetName: `waffle-plan-${randomUUID()}` };
  await client.send(
    new CreateChangeSetCommand({
      StackName: names.stackName,
      ChangeSetName: names.changeSetName,
      ChangeSetType: 'UPDATE',
      Description: 'What waffle plan shows; never executed',
      TemplateBody: await readTemplate(assemblyDirectory, projectName),
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Tags: await readTags(assemblyDirectory, projectName),
    }),
    { abortSignal: signal },
  );
  try {
    await untilMade(client, names, signal);
    return await readChangeSet(client, names, signal);
  } finally {
    // Also where we were interrupted.
    const { stackName: StackName, changeSetName: ChangeSetName } = names;
    await client.send(new DeleteChangeSetCommand({ StackName, ChangeSetName })).catch(() => undefined);
  }
}

/** Without its white space: a template in a request may have 51,200 bytes (CloudFormation quotas, read 2026-11-22). */
async function readTemplate(directory: string, stackName: string): Promise<string> {
  const text = await readFile(path.join(directory, `${stackName}.template.json`), 'utf8');
  return JSON.stringify(JSON.parse(text));
}

/** Of the stack, which gives them to all that is in it. */
async function readTags(directory: string, stackName: string) {
  const text = await readFile(path.join(directory, 'manifest.json'), 'utf8');
  const { artifacts } = JSON.parse(text) as {
    artifacts: Readonly<Record<string, { properties?: { tags?: Readonly<Record<string, string>> } }>>;
  };
  const tags = artifacts[stackName]?.properties?.tags ?? {};
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

async function untilMade(
  client: CloudFormationClient,
  { stackName: StackName, changeSetName: ChangeSetName }: ChangeSetNames,
  signal: AbortSignal,
) {
  for (;;) {
    const { Status = '' } = await client.send(new DescribeChangeSetCommand({ StackName, ChangeSetName }), {
      abortSignal: signal,
    });
    if (!/PENDING|IN_PROGRESS/.test(Status)) return;
    await sleep(pollMs, undefined, { signal });
  }
}
