import {
  type Change,
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeDBSnapshotsCommand, RDSClient } from '@aws-sdk/client-rds';
import { GetParameterCommand, ListTagsForResourceCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { deployStack } from './helpers/deployed-stack';
import { eventually } from './helpers/eventually';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { MotoServer } from '../rehearsal/account/moto-server';
import { describeWhere } from './helpers/when-available';

/** The stand-in for CloudFormation is held to what AWS documents of it (API reference and User Guide, read 2026-11-22). */
describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap'),
  'root on Linux with mmdebstrap',
  'stacks in moto',
  () => {
    const moto = new MotoServer();
    beforeAll(() => moto.start(), 300_000);
    afterAll(() => moto.remove());
    afterEach(() => moto.order({ delayMs: 5, failures: [] }));

    const cloudFormation = () => new CloudFormationClient(moto.clientOptions);
    const ec2 = () => new EC2Client(moto.clientOptions);
    const ssm = () => new SSMClient(moto.clientOptions);

    const found = async (StackName: string) =>
      (await cloudFormation().send(new DescribeStacksCommand({ StackName }))).Stacks?.[0];
    const settled = (name: string) =>
      eventually(async () => {
        const stack = await found(name);
        if (stack?.StackStatus?.endsWith('_IN_PROGRESS')) throw new Error(stack.StackStatus);
        return stack;
      }, 20_000);
    const events = async (StackName: string) => {
      const { StackEvents = [] } = await cloudFormation().send(new DescribeStackEventsCommand({ StackName }));
      return StackEvents.reverse().map(
        ({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`,
      );
    };

    type Resources = Readonly<Record<string, object>>;
    const body = (Resources: Resources, Outputs: object = {}) => JSON.stringify({ Resources, Outputs });
    const create = async (StackName: string, resources: Resources, Outputs: object = {}) => {
      const Tags = [{ Key: 'project', Value: StackName }];
      const TemplateBody = body(resources, Outputs);
      await cloudFormation().send(new CreateStackCommand({ StackName, TemplateBody, Tags }));
      return settled(StackName);
    };
    const changes = async (StackName: string, resources: Resources): Promise<readonly Change[]> => {
      const names = { StackName, ChangeSetName: 'tuesday' };
      const Tags = [{ Key: 'project', Value: StackName }];
      await cloudFormation().send(
        new CreateChangeSetCommand({
          ...names,
          ChangeSetType: 'UPDATE',
          TemplateBody: body(resources),
          Tags,
        }),
      );
      return (await cloudFormation().send(new DescribeChangeSetCommand(names))).Changes ?? [];
    };

    const parameter = (Name: string, Value: unknown = 'one', more: object = {}) => ({
      Type: 'AWS::SSM::Parameter',
      Properties: { Name, Value, Type: 'String' },
      ...more,
    });
    const network = { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.9.0.0/16' } };
    const subnet = {
      Type: 'AWS::EC2::Subnet',
      Properties: { VpcId: { Ref: 'Network' }, CidrBlock: '10.9.1.0/24' },
    };
    const valueOf = async (Name: string) =>
      (await ssm().send(new GetParameterCommand({ Name }))).Parameter?.Value;

    describe('creation', () => {
      test('goes on behind the request, resource by resource', async () => {
        await moto.order({ delayMs: 100 });
        const StackName = 'behind';
        const TemplateBody = body({ Late: subnet, Network: network });
        await cloudFormation().send(new CreateStackCommand({ StackName, TemplateBody }));
        expect((await found(StackName))?.StackStatus).toBe('CREATE_IN_PROGRESS');
        await settled(StackName);
        expect(await events(StackName)).toEqual([
          'behind CREATE_IN_PROGRESS',
          ...['Network', 'Late'].flatMap((id) =>
            ['CREATE_IN_PROGRESS', 'CREATE_IN_PROGRESS', 'CREATE_COMPLETE'].map(
              (status) => `${id} ${status}`,
            ),
          ),
          'behind CREATE_COMPLETE',
        ]);
      });

      test('tags what it makes and writes the outputs', async () => {
        const stack = await create(
          'tagged',
          { One: parameter('/tagged/one') },
          { Name: { Value: { Ref: 'One' } } },
        );
        expect(stack?.Outputs).toEqual([{ OutputKey: 'Name', OutputValue: '/tagged/one' }]);
        const { TagList } = await ssm().send(
          new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: '/tagged/one' }),
        );
        expect(TagList).toEqual(
          expect.arrayContaining([
            { Key: 'project', Value: 'tagged' },
            { Key: 'aws:cloudformation:logical-id', Value: 'One' },
            { Key: 'aws:cloudformation:stack-id', Value: stack?.StackId },
          ]),
        );
      });

      test('takes back what it made when one fails', async () => {
        const reason =
          'FreeTierRestrictionError: This instance size isn’t available <with> free plan accounts.';
        await moto.order({ delayMs: 5, failures: [{ resource: 'AWS::EC2::Subnet', reason }] });
        const stack = await create('failing', { Network: network, Subnet: subnet });
        expect(stack?.StackStatus).toBe('ROLLBACK_COMPLETE');
        const { StackEvents = [] } = await cloudFormation().send(
          new DescribeStackEventsCommand({ StackName: 'failing' }),
        );
        const failure = StackEvents.find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED');
        expect(failure).toMatchObject({ LogicalResourceId: 'Subnet', ResourceStatusReason: reason });
        const ours = [{ Name: 'tag:aws:cloudformation:stack-name', Values: ['failing'] }];
        expect((await ec2().send(new DescribeVpcsCommand({ Filters: ours }))).Vpcs).toEqual([]);
      });
    });

    describe('a change set', () => {
      test('says what is added, changed and removed', async () => {
        await create('changing', { Kept: parameter('/c/kept'), Gone: parameter('/c/gone') });
        const list = await changes('changing', {
          Kept: parameter('/c/kept', 'two'),
          New: parameter('/c/new'),
        });
        expect(list.map(({ ResourceChange }) => ResourceChange)).toMatchObject([
          {
            Action: 'Modify',
            LogicalResourceId: 'Kept',
            PhysicalResourceId: '/c/kept',
            Replacement: 'False',
            Details: [{ Target: { Name: 'Value', RequiresRecreation: 'Never' } }],
          },
          { Action: 'Add', LogicalResourceId: 'New' },
          { Action: 'Remove', LogicalResourceId: 'Gone', PolicyAction: 'Delete' },
        ]);
      });

      test('says what is replaced, and what follows', async () => {
        await create('replacing', { Network: network, Subnet: subnet });
        const wider = { ...network, Properties: { CidrBlock: '10.8.0.0/16' } };
        const list = await changes('replacing', { Network: wider, Subnet: subnet });
        expect(list.map(({ ResourceChange }) => ResourceChange)).toMatchObject([
          { LogicalResourceId: 'Network', Replacement: 'True', PolicyAction: 'ReplaceAndDelete' },
          {
            LogicalResourceId: 'Subnet',
            Replacement: 'Conditional',
            Details: [{ CausingEntity: 'Network' }],
          },
        ]);
      });

      test('without a change has failed', async () => {
        await create('same', { One: parameter('/same/one') });
        expect(await changes('same', { One: parameter('/same/one') })).toEqual([]);
        const names = { StackName: 'same', ChangeSetName: 'tuesday' };
        expect(await cloudFormation().send(new DescribeChangeSetCommand(names))).toMatchObject({
          Status: 'FAILED',
          StatusReason: expect.stringContaining("didn't contain changes"),
        });
      });

      test('is done in place, or by another resource', async () => {
        const old = await create('doing', { Value: parameter('/do/value'), Name: parameter('/do/old') });
        await changes('doing', { Value: parameter('/do/value', 'two'), Name: parameter('/do/new') });
        await cloudFormation().send(
          new ExecuteChangeSetCommand({ StackName: 'doing', ChangeSetName: 'tuesday' }),
        );
        expect((await settled('doing'))?.StackStatus).toBe('UPDATE_COMPLETE');
        expect([await valueOf('/do/value'), await valueOf('/do/new')]).toEqual(['two', 'one']);
        await expect(valueOf('/do/old')).rejects.toThrow(/not found/);
        expect((await settled('doing'))?.StackId).toBe(old?.StackId);
      });
    });

    describe('an update', () => {
      test('that fails goes back to what was', async () => {
        await create('back', { One: parameter('/back/one') });
        await moto.order({ delayMs: 5, failures: [{ resource: 'Two', reason: 'planted' }] });
        const TemplateBody = body({
          One: parameter('/back/one', 'two'),
          Two: parameter('/back/two', { Ref: 'One' }),
        });
        await cloudFormation().send(new UpdateStackCommand({ StackName: 'back', TemplateBody }));
        expect((await settled('back'))?.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
        expect(await valueOf('/back/one')).toBe('one');
        const { StackResources } = await cloudFormation().send(
          new DescribeStackResourcesCommand({ StackName: 'back' }),
        );
        expect(StackResources?.map(({ LogicalResourceId }) => LogicalResourceId)).toEqual(['One']);
      });

      test('of a busy stack is refused', async () => {
        await moto.order({ delayMs: 300 });
        const StackName = 'busy';
        const template = (value: string) => ({
          StackName,
          TemplateBody: body({ One: parameter('/b/1', value) }),
        });
        await cloudFormation().send(new CreateStackCommand(template('one')));
        const update = cloudFormation().send(new UpdateStackCommand(template('two')));
        await expect(update).rejects.toThrow(/is in CREATE_IN_PROGRESS state and can not be updated/);
        await settled(StackName);
      });
    });

    describe('deletion', () => {
      const remove = async (StackName: string) => {
        const id = (await found(StackName))?.StackId ?? '';
        await cloudFormation().send(new DeleteStackCommand({ StackName }));
        return settled(id);
      };

      test('ends what needs another before it', async () => {
        const { StackId = '' } = (await create('ending', { Network: network, Subnet: subnet })) ?? {};
        expect((await remove('ending'))?.StackStatus).toBe('DELETE_COMPLETE');
        expect((await events(StackId)).filter((line) => line.endsWith('DELETE_COMPLETE'))).toEqual([
          'Subnet DELETE_COMPLETE',
          'Network DELETE_COMPLETE',
          'ending DELETE_COMPLETE',
        ]);
      });

      test('keeps what is to be retained', async () => {
        await create('retaining', { One: parameter('/keep/one', 'one', { DeletionPolicy: 'Retain' }) });
        expect((await remove('retaining'))?.StackStatus).toBe('DELETE_COMPLETE');
        expect(await valueOf('/keep/one')).toBe('one');
      });

      test('stops at what AWS does not delete', async () => {
        await create('stuck', { Network: network, Subnet: subnet });
        const reason = 'The subnet has dependencies and cannot be deleted.';
        await moto.order({ delayMs: 5, failures: [{ resource: 'Subnet', action: 'DELETE', reason }] });
        expect(await remove('stuck')).toMatchObject({
          StackStatus: 'DELETE_FAILED',
          StackStatusReason: 'The following resource(s) failed to delete: [Subnet]. ',
        });
      });

      test('is refused while it is protected', async () => {
        await create('protected', { One: parameter('/protected/one') });
        const protect = { StackName: 'protected', EnableTerminationProtection: true };
        await cloudFormation().send(new UpdateTerminationProtectionCommand(protect));
        await expect(remove('protected')).rejects.toThrow(/while TerminationProtection is enabled/);
      });
    });

    describe('our own stack', () => {
      test('needs the password before it', async () => {
        const broken = {
          Type: 'AWS::RDS::DBInstance',
          Properties: { MasterUserPassword: '{{resolve:ssm-secure:/nowhere}}' },
        };
        expect((await create('passwordless', { Database: broken }))?.StackStatus).toBe('ROLLBACK_COMPLETE');
      });

      test('is there within seconds, in any region, and ends with a snapshot', async () => {
        const region = 'eu-central-1';
        const client = { ...moto.clientOptions, region };
        const stack = await deployStack(moto, {
          projectName: 'cloud',
          region,
          context: {
            workingHours: 'Mon-Fri 08:00-18:00',
            databaseOnDelete: 'snapshot',
            timeToLive: '2h',
            paidChoices: 'FreeTier-FinalSnapshot=the data is ours',
          },
        });
        expect(stack.StackStatus).toBe('CREATE_COMPLETE');
        const elsewhere = new CloudFormationClient(client);
        await elsewhere.send(new DeleteStackCommand({ StackName: 'cloud' }));
        await eventually(async () => {
          const { Stacks } = await elsewhere.send(new DescribeStacksCommand({ StackName: stack.StackId }));
          expect(Stacks?.[0]?.StackStatus).toBe('DELETE_COMPLETE');
        }, 20_000);
        const { DBSnapshots } = await new RDSClient(client).send(new DescribeDBSnapshotsCommand({}));
        expect(DBSnapshots).toHaveLength(1);
      }, 60_000);

      test('moto stumbled over nothing', () => expect(moto.stumbles).toEqual([]));
    });
  },
);
