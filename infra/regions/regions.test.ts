import { readFileSync } from 'node:fs';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import cdkJson from '../../cdk.json';
import { parseSettings } from '../config/parse-settings';
import { synthesize } from '../testing/synthesize';
import { offerProblems } from './offer-problems';
import offers from './offers.json';
import { readOffers } from './read-offers';
import { type Diagnostic, type ValidatorEngine, validator } from './validator';

const regions = RegionInfo.regions.map(({ name }) => name);
const defaults = parseSettings(cdkJson.context);
const everywhere = { instanceType: 't3.micro', databaseInstanceClass: 'db.t3.micro' };

test('offers.json says what the validator says (else: npm run offers)', () => {
  expect(readOffers()).toEqual(offers);
}, 120_000);

test('the validator knows nothing of these regions alone', () => {
  const partitions = offers.unknownRegions.map((region) => RegionInfo.get(region).partition);
  expect([...new Set(partitions)].sort()).toEqual([
    'aws-eusc',
    'aws-iso',
    'aws-iso-b',
    'aws-iso-e',
    'aws-iso-f',
  ]);
});

describe('the template in every region', () => {
  let engine: ValidatorEngine;
  beforeAll(() => {
    engine = new validator.CompositeEngine();
  });
  afterAll(() => engine.free());

  const problemsIn = (region: string, template: object): readonly Diagnostic[] =>
    engine
      .validateTemplate(template, { pseudoParameterOverrides: { region } })
      .diagnostics.filter(({ severity }) => severity === 'FATAL' || severity === 'ERROR');

  const templateWith = (settings: Readonly<Record<string, unknown>>) =>
    new validator.TemplateContent(readFileSync(synthesize(settings).templateFile, 'utf8'));

  test('t3.micro and db.t3.micro find all they need in each', () => {
    const template = templateWith(everywhere);
    const found = regions.flatMap((region) =>
      problemsIn(region, template).map(({ message }) => [region, message]),
    );
    expect(found).toEqual([]);
  }, 120_000);

  test('the defaults are refused exactly where CloudFormation would refuse them', () => {
    const template = templateWith({});
    const byCloudFormation = regions.filter((region) => problemsIn(region, template).length > 0);
    expect(byCloudFormation).toEqual(regions.filter((region) => offerProblems(defaults, region).length > 0));
    expect(byCloudFormation).toContain('eu-north-1');
  }, 120_000);
});

test.each([
  ['eu-north-1', defaults, ['t2.micro: t3.micro, t4g.micro, t3.small, t4g.small; -c instanceType=t3.micro']],
  [
    'ca-west-1',
    { instanceType: 't3.micro', databaseInstanceClass: 'db.t4g.micro' },
    ['db.t4g.micro: db.t3.micro, db.t3.small; -c databaseInstanceClass=db.t3.micro'],
  ],
  ['us-east-1', defaults, []],
  ['eu-north-1', { instanceType: 'c7i.large', databaseInstanceClass: 'db.m7g.large' }, []],
  ['us-iso-east-1', defaults, []],
  ['', defaults, []],
])('in %s the error names what is there (%#)', (region, chosen, expected) => {
  const said = offerProblems(chosen, region).map(({ got, allowed, change }) => {
    const [, names = ''] = /^there: (.*), or any other that /.exec(allowed) ?? [];
    return `${String(got)}: ${names}; ${change}`;
  });
  expect(said).toEqual(expected);
});
