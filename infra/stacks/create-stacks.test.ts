import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from '@jest/globals';
import { SettingsError } from '../config/settings-error';
import { finalSnapshot } from '../testing/setting-variants';
import { onlyResource, resourcesOf, synthesize } from '../testing/synthesize';

const domain = 'api.example.com';
const budgetEmail = 'you@example.com';

const typesOf = (context: Record<string, unknown>) =>
  Object.values(synthesize(context).resources).map(({ Type }) => Type);
const outputsOf = (context: Record<string, unknown>) =>
  synthesize(context).template.toJSON()['Outputs'] as Record<string, { Value: unknown }>;

describe('domain', () => {
  test('without a zone, the record to enter is an output', () => {
    const address = { 'Fn::GetAtt': [expect.stringMatching(/^EndpointAddress/), 'PublicIp'] };
    expect(outputsOf({ domain })['DnsRecord']?.Value).toEqual({
      'Fn::Join': ['', ['api.example.com. 60 IN A ', address]],
    });
    expect(outputsOf({})).not.toHaveProperty('DnsRecord');
  });

  test('with a zone, the record is made and nothing is left to enter', () => {
    const settings = { domain, hostedZoneId: 'Z0123456789EXAMPLE' };
    expect(typesOf(settings)).toContain('AWS::Route53::RecordSet');
    expect(outputsOf(settings)).not.toHaveProperty('DnsRecord');
  });
});

describe('budget', () => {
  test('none is made without an address to write to', () => {
    expect(typesOf({ region: 'ap-northeast-3' })).not.toContain('AWS::Budgets::Budget');
  });

  test.each([['us-east-1'], [undefined]])('in region %s it is part of the one stack', (region) => {
    const { resources, budgetStack } = synthesize({ budgetEmail, monthlyBudgetUsd: 5, region });
    expect(onlyResource(resources, 'AWS::Budgets::Budget').properties).toMatchObject({
      Budget: { BudgetLimit: { Amount: 5 } },
    });
    expect(budgetStack).toBeUndefined();
  });

  test('where there are none it has a stack of its own elsewhere', () => {
    const { resources, budgetStack } = synthesize({
      budgetEmail,
      projectName: 'pancake',
      region: 'ap-northeast-3',
    });
    expect(Object.values(resources).map(({ Type }) => Type)).not.toContain('AWS::Budgets::Budget');
    expect(budgetStack).toMatchObject({ stackName: 'pancake-budget', region: 'us-east-1' });
    expect(budgetStack?.tags.tagValues()).toEqual({ project: 'pancake' });
  });

  test('that stack needs no bootstrap: no role, no bucket, no asset', () => {
    const { app, budgetStack } = synthesize({ budgetEmail, region: 'ap-northeast-3' });
    const { stacks } = app.synth();
    const artifact = stacks.find(({ stackName }) => stackName === budgetStack?.stackName);
    expect(artifact).toMatchObject({
      assets: [],
      assumeRoleArn: undefined,
      requiresBootstrapStackVersion: undefined,
    });
    expect(artifact?.cloudFormationExecutionRoleArn).toBeUndefined();
    expect(Object.keys(resourcesOf(Template.fromJSON(artifact?.template as object)))).toHaveLength(1);
  });

  test('GovCloud is told where its budget belongs', () => {
    expect(() => synthesize({ budgetEmail, region: 'us-gov-west-1' })).toThrow(SettingsError);
    expect(() => synthesize({ region: 'us-gov-west-1' })).not.toThrow();
  });
});

describe('working hours', () => {
  test('nothing is stopped unless asked for', () => {
    expect(typesOf({}).filter((type) => type.startsWith('AWS::Scheduler'))).toEqual([]);
  });

  test('the server and the database of the stack keep them', () => {
    const { resources } = synthesize({ workingHours: 'Mon-Fri 08:00-18:00' });
    const [server, database] = ['AWS::EC2::Instance', 'AWS::RDS::DBInstance'].map(
      (type) => onlyResource(resources, type).logicalId,
    );
    const inputs = Object.values(resources)
      .filter(({ Type }) => Type === 'AWS::Scheduler::Schedule')
      .map(({ Properties }) => (Properties?.['Target'] as { Input: unknown }).Input);
    const ofServer = { 'Fn::Join': ['', ['{"InstanceIds":["', { Ref: server }, '"]}']] };
    const ofDatabase = { 'Fn::Join': ['', ['{"DbInstanceIdentifier":"', { Ref: database }, '"}']] };
    expect(inputs).toHaveLength(4);
    expect(inputs.filter((input) => JSON.stringify(input) === JSON.stringify(ofServer))).toHaveLength(2);
    expect(inputs.filter((input) => JSON.stringify(input) === JSON.stringify(ofDatabase))).toHaveLength(2);
  });

  test('they are those of the time zone of the settings', () => {
    const { resources } = synthesize({ workingHours: 'daily 08:00-18:00', timeZone: 'Asia/Seoul' });
    const zones = Object.values(resources)
      .filter(({ Type }) => Type === 'AWS::Scheduler::Schedule')
      .map(({ Properties }) => Properties?.['ScheduleExpressionTimezone']);
    expect(zones).toEqual(Array(4).fill('Asia/Seoul'));
  });

  test('closing time never interrupts the first boot', () => {
    const { resources } = synthesize({ workingHours: 'Mon-Fri 08:00-18:00' });
    const { logicalId } = onlyResource(resources, 'AWS::CloudFormation::WaitCondition');
    for (const { Type, DependsOn } of Object.values(resources)) {
      if (Type === 'AWS::Scheduler::Schedule') expect(DependsOn).toContain(logicalId);
    }
  });
});

describe('time to live', () => {
  test('the stack deletes itself that long after the deploy', () => {
    const { resources } = synthesize({ timeToLive: '8h' });
    expect(onlyResource(resources, 'AWS::Scheduler::Schedule').properties).toMatchObject({
      ScheduleExpression: 'at(2026-11-21T19:00:00)',
    });
    expect(outputsOf({ timeToLive: '8h' })['DeletionTime']?.Value).toBe('2026-11-21T19:00:00.000Z');
    expect(outputsOf({})).not.toHaveProperty('DeletionTime');
  });

  test.each([
    ['goes with it', {}, 'with all data'],
    ['stays', finalSnapshot, 'the data stays in a snapshot, which is billed'],
  ])('a deploy says that the data %s', (_which, settings, what) => {
    const { stack } = synthesize({ timeToLive: '3d', ...settings });
    expect(stack.node.metadata.map(({ data }) => String(data))).toContainEqual(
      expect.stringContaining(`Deletes itself at 2026-11-24T11:00:00.000Z, ${what}`),
    );
  });
});
