import { describe, expect, test } from '@jest/globals';
import { fixed } from '../../infra/free-tier/cost/charge';
import { summarizeBill } from './bill';
import { creditOutlook } from './credit-outlook';
import { priceThings, type LiveThing } from './live-thing';
import { costByKind } from './month';

const now = new Date('2026-11-11T00:00:00Z');
const machine = (id: string, rest: Partial<LiveThing> = {}): LiveThing => ({
  kind: 'EC2 instance',
  id,
  name: undefined,
  project: undefined,
  charges: [fixed('EC2 t3.micro', 730, 'ec2/t3.micro')],
  ...rest,
});

describe('a thing', () => {
  test.each([
    ['is ours by the tag project', [machine('i-1', { project: 'pancake' })], [true]],
    ['is not ours by another project’s', [machine('i-1', { project: 'pancake-two' })], [false]],
    [
      'is ours by what it is attached to',
      [machine('i-1', { project: 'pancake' }), machine('v', { of: 'i-1' })],
      [true, true],
    ],
    ['is a stranger’s without a tag', [machine('i-1')], [false]],
  ])('%s', (_, things, expected) => {
    expect(priceThings(things, 'us-east-1', 'pancake').map(({ isOurs }) => isOurs)).toEqual(expected);
  });

  test('has no price where no source names one', () => {
    const [thing] = priceThings(
      [machine('i-1', { charges: [fixed('8 GiB gp3', 8, 'ebs/gp3')] })],
      'eu-central-1',
      'pancake',
    );
    expect(thing).toMatchObject({
      hourlyUsd: 0,
      unknown: [expect.stringContaining('no sourced price for eu-central-1')],
    });
  });
});

test.each([
  ['before this month', '2026-09-01T00:00:00Z', 2.5, 7.49],
  ['five days ago', '2026-11-06T00:00:00Z', 1.25, 6.24],
])('a machine made %s costs its hours of this month', (_, since, soFarUsd, byMonthEndUsd) => {
  const things = priceThings([machine('i-1', { since: new Date(since) })], 'us-east-1', 'pancake');
  expect(costByKind(things, now)).toMatchObject([{ soFarUsd, byMonthEndUsd, monthlyUsd: 7.59 }]);
});

describe('credits', () => {
  const plan = {
    known: true,
    type: 'FREE',
    status: 'ACTIVE',
    creditsUsd: 73,
    endsAt: new Date('2026-12-01T00:00:00Z'),
  } as const;

  test('last as long as the pace lets them', () => {
    expect(creditOutlook(plan, undefined, 30.4, now)).toMatchObject({
      creditsUsd: 73,
      days: expect.closeTo(73, 0),
      daysToPlanEnd: 20,
    });
  });

  test('that a person read go before what AWS says', () => {
    expect(creditOutlook(plan, 10, 30.4, now).creditsUsd).toBe(10);
  });

  test('are not known where AWS tells no plan', () => {
    const outlook = creditOutlook({ known: false, reason: 'denied' }, undefined, 30.4, now);
    expect(outlook).toMatchObject({ plan: null, creditsUsd: null, days: null, unknownBecause: 'denied' });
  });

  test('last for ever where nothing is spent', () => {
    expect(creditOutlook(plan, undefined, 0, now).days).toBeNull();
  });
});

describe('the bill', () => {
  const group = (Keys: string[], Amount: string) => ({
    Keys,
    Metrics: { UnblendedCost: { Amount, Unit: 'USD' } },
  });
  const byService = [
    group(['EC2', 'Usage'], '6.5'),
    group(['EC2', 'Credit'], '-6.5'),
    group(['RDS', 'Usage'], '11.1'),
    group(['RDS', 'Tax'], '0.4'),
    group(['RDS', 'Credit'], '-10'),
  ];

  test('is told before and after credits', () => {
    expect(summarizeBill(byService, [], 'pancake')).toMatchObject({
      services: [
        { service: 'RDS', beforeCreditsUsd: 11.5, creditsUsd: -10 },
        { service: 'EC2', beforeCreditsUsd: 6.5, creditsUsd: -6.5 },
      ],
      beforeCreditsUsd: 18,
      creditsUsd: -16.5,
      afterCreditsUsd: 1.5,
    });
  });

  test.each([
    ['by its tag', [group(['project$pancake', 'RDS'], '11.1'), group(['project$', 'EC2'], '6.5')], 11.1],
    ['as nothing where only others are tagged', [group(['project$waffle', 'RDS'], '11.1')], 0],
    ['as not known where the tag is not active', [group(['project$', 'RDS'], '11.1')], null],
  ])('is the project’s %s', (_, byTag, expected) => {
    expect(summarizeBill(byService, byTag, 'pancake').ofProjectUsd).toBe(expected);
  });
});
