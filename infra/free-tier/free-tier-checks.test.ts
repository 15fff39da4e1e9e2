import { describe, expect, test } from '@jest/globals';
import { type App, CfnResource, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { guard, guardStack, openIds } from './testing/guarded';

const id = 'FreeTier-Secret';
const reason = 'rotated by a function that we keep';

const acknowledged = (acknowledgement: { id: string; reason: string }) =>
  guardStack((stack) => {
    const secret = new Secret(stack, 'Secret');
    Validations.of(secret).acknowledge(acknowledgement);
  });

describe('a finding', () => {
  test('stops the synthesis with price, reason, fix and the words to acknowledge', () => {
    const { report } = guardStack((stack) => new Secret(stack, 'Secret'));
    expect(report).toContain('secret in Secrets Manager (there), 0.40 USD a month.');
    expect(report).toContain('Stack/Secret/Resource');
    expect(report).toContain("SecretValue.ssmSecure('/app/password')");
    expect(report).toContain("Validations.of(construct).acknowledge({ id: 'FreeTier-Secret'");
  });

  test('is in the plan with the construct that made it', () => {
    const { plan } = guardStack((stack) => new Secret(stack, 'Secret'));
    expect(plan.open).toMatchObject([{ id, place: 'Stack/Secret/Resource', cost: { monthlyUsd: 0.4 } }]);
  });
});

describe('an acknowledgement', () => {
  test.each(['FreeTier-Secret', 'FreeTier::FreeTier-Secret', 'annotation::FreeTier-Secret'])(
    'of %s with a reason turns it into a priced choice',
    (spelling) => {
      const { plan, report } = acknowledged({ id: spelling, reason });
      expect(report).toBeUndefined();
      expect(plan.paidChoices).toMatchObject([
        { id, acknowledgedBecause: reason, acknowledgedAt: 'Stack/Secret', cost: { monthlyUsd: 0.4 } },
      ]);
    },
  );

  test.each(['', '   ', 'ok', 'TODO', 'x y z', '- - -'])('with the reason %j says nothing', (text) => {
    for (const spelling of [id, `FreeTier::${id}`]) {
      const { plan, report } = acknowledged({ id: spelling, reason: text });
      expect(report).toContain('which says nothing');
      expect(plan.paidChoices).toEqual([]);
    }
  });

  test('of what nothing trips is reported', () => {
    const { report } = guardStack((stack) => {
      new CfnResource(stack, 'Vpc', { type: 'AWS::EC2::VPC' });
      Validations.of(stack).acknowledge({ id: 'FreeTier-NatGateway', reason });
    });
    expect(report).toContain('FreeTier-NatGateway is acknowledged, and nothing here trips it');
  });

  test('meant for another kind of account is not stale', () => {
    const build = (stack: Stack) => {
      new CfnResource(stack, 'Budget', {
        type: 'AWS::Budgets::Budget',
        properties: { Budget: { BudgetType: 'COST', TimeUnit: 'MONTHLY' } },
      });
      Validations.of(stack).acknowledge({ id: 'FreeTier-SilentBudget', reason });
    };
    expect(guardStack(build, { account: 'older' }).report).toBeUndefined();
  });

  test('of a rule that does not exist names those that do', () => {
    const { report } = acknowledged({ id: 'FreeTier-Secrets', reason });
    expect(report).toContain('there is no rule FreeTier-Secrets to acknowledge');
    expect(report).toContain('FreeTier-NatGateway, ');
  });

  test('covers its own construct and no other', () => {
    const guarded = guardStack((stack) => {
      Validations.of(new Secret(stack, 'Secret')).acknowledge({ id, reason });
      new Secret(stack, 'Secret2');
    });
    expect(guarded.plan.open.map(({ place }) => place)).toEqual(['Stack/Secret2/Resource']);
  });

  test('does not buy what AWS refuses', () => {
    const build = (stack: Stack) => {
      new CfnResource(stack, 'Server', {
        type: 'AWS::EC2::Instance',
        properties: { InstanceType: 't2.micro' },
      });
      Validations.of(stack).acknowledge({ id: 'FreeTier::FreeTier-InstanceType', reason });
    };
    const guarded = guardStack(build, { account: 'credit-free' });
    expect(guarded.report).toContain('not eligible for Free Tier');
    expect(openIds(guarded)).toEqual(['FreeTier-InstanceType']);
  });
});

describe('every template of an app is looked at', () => {
  const secretIn = (build: (app: App) => Stack) => guard((app) => new Secret(build(app), 'Secret'));

  test.each<[string, (app: App) => Stack, string]>([
    ['a stack', (app) => new Stack(app, 'One'), 'One/Secret/Resource'],
    ['a nested stack', (app) => new NestedStack(new Stack(app, 'One'), 'Inner'), 'One/Inner/Secret/Resource'],
    [
      'a nested stack of a nested stack',
      (app) => new NestedStack(new NestedStack(new Stack(app, 'One'), 'Inner'), 'Core'),
      'One/Inner/Core/Secret/Resource',
    ],
    ['a stage', (app) => new Stack(new Stage(app, 'Prod'), 'One'), 'Prod/One/Secret/Resource'],
  ])('%s', (_, build, place) => {
    const { plan, report } = secretIn(build);
    expect(plan.open).toMatchObject([{ id, place }]);
    expect(report).toContain(place);
  });

  test('the region of each stack decides its prices', () => {
    const { plan } = guard((app) => {
      const env = { account: '123456789012', region: 'eu-west-1' };
      new Secret(new Stack(app, 'East'), 'Secret');
      new Secret(new Stack(app, 'West', { env }), 'Secret');
    });
    expect(plan.open.map(({ cost }) => cost.lines.length)).toEqual([1, 0]);
    expect(plan.regions).toEqual([
      { stack: 'East', region: 'us-east-1', isAssumed: true },
      { stack: 'West', region: 'eu-west-1', isAssumed: false },
    ]);
  });
});
