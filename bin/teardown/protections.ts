import { CloudFormationClient, UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation';
import {
  DescribeInstanceAttributeCommand,
  EC2Client,
  ModifyInstanceAttributeCommand,
} from '@aws-sdk/client-ec2';
import { ModifyDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds';
import type { Ask } from './kind';
import type { Found, Look } from './look';
import { describeStack } from './read-evidence';

/** Something that AWS refuses to delete until it is told twice. */
export interface Protection {
  readonly what: string;
  readonly switchOff: () => Promise<unknown>;
}

/** The protections in the way of what is to be deleted. */
export async function findProtections(
  look: Look,
  stackIds: readonly string[],
  doomed: readonly Found[],
): Promise<readonly Protection[]> {
  const found = await Promise.all(
    look.asks.flatMap((ask) => [
      ...look.stacks
        .filter(({ id, region }) => region === ask.region && stackIds.includes(id))
        .map(({ id, name }) => ofStack(id, name, ask)),
      ...doomed.filter(({ region }) => region === ask.region).map((item) => ofItem(item, ask)),
    ]),
  );
  return found.filter((protection) => protection !== undefined);
}

async function ofStack(id: string, name: string, ask: Ask): Promise<Protection | undefined> {
  if (!(await describeStack(id, ask))?.EnableTerminationProtection) return undefined;
  const command = new UpdateTerminationProtectionCommand({
    StackName: id,
    EnableTerminationProtection: false,
  });
  return {
    what: `the stack ${name} (termination protection)`,
    switchOff: () => ask.client(CloudFormationClient).send(command, { abortSignal: ask.signal }),
  };
}

async function ofItem({ kind, id, isProtected }: Found, ask: Ask): Promise<Protection | undefined> {
  if (kind === 'rds-instance' && isProtected) return ofDatabase(id, ask);
  return kind === 'ec2-instance' ? ofInstance(id, ask) : undefined;
}

const ofDatabase = (id: string, { client, signal }: Ask): Protection => ({
  what: `the database ${id} (deletion protection)`,
  switchOff: () =>
    client(RDSClient).send(
      new ModifyDBInstanceCommand({
        DBInstanceIdentifier: id,
        DeletionProtection: false,
        ApplyImmediately: true,
      }),
      { abortSignal: signal },
    ),
});

async function ofInstance(InstanceId: string, { client, signal }: Ask): Promise<Protection | undefined> {
  const ec2 = client(EC2Client);
  const options = { abortSignal: signal };
  const asked = new DescribeInstanceAttributeCommand({ InstanceId, Attribute: 'disableApiTermination' });
  if (!(await ec2.send(asked, options)).DisableApiTermination?.Value) return undefined;
  const off = new ModifyInstanceAttributeCommand({ InstanceId, DisableApiTermination: { Value: false } });
  return {
    what: `the server ${InstanceId} (termination protection)`,
    switchOff: () => ec2.send(off, options),
  };
}
