import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { describe, expect, test } from '@jest/globals';
import { SettingsError } from '../../config/settings-error';
import { describeWhere } from '../../../test/helpers/when-available';
import { createTestApp } from '../../testing/synthesize';
import { budgetRegionFor, regionsWithoutBudgets } from './budget-regions';

describe('the budget is made', () => {
  test.each([
    ['in the stack where there are budgets', 'eu-central-1', undefined],
    ['in the stack where the region is not known', undefined, undefined],
    ['in us-east-1 where there are none', 'eu-north-1', 'us-east-1'],
  ])('%s', (_, region, expected) => {
    expect(budgetRegionFor(region)).toBe(expected);
  });

  test('nowhere in GovCloud, which is said with the way out', () => {
    expect(() => budgetRegionFor('us-gov-west-1')).toThrow(SettingsError);
    expect(() => budgetRegionFor('us-gov-west-1')).toThrow('-c budgetEmail=, and make the budget in');
  });
});

interface ValidationReport {
  readonly pluginReports: readonly {
    readonly violations: readonly {
      readonly ruleName: string;
      readonly violatingConstructs: readonly { readonly constructPath: string }[];
    }[];
  }[];
}

/** Regions whose stack CDK's own validation refuses for the type of its one resource. */
const regionsRefusedByCdk = (): readonly string[] => {
  const app = createTestApp();
  for (const { name } of RegionInfo.regions) {
    const stack = new Stack(app, name, { env: { region: name } });
    new CfnBudget(stack, 'Budget', { budget: { budgetType: 'COST', timeUnit: 'MONTHLY' } });
  }
  expect(() => app.synth()).toThrow('CloudFormation-Validate::F3006');
  const report = readFileSync(path.join(app.outdir, 'validation-report.json'), 'utf8');
  return (JSON.parse(report) as ValidationReport).pluginReports
    .flatMap(({ violations }) => violations)
    .filter(({ ruleName }) => ruleName === 'F3006')
    .flatMap(({ violatingConstructs }) => violatingConstructs)
    .map(({ constructPath }) => path.dirname(constructPath));
};

/** CDK 2.275.0 has budgets there, cfn-lint 1.51.0 has none: us-east-1 is right either way. */
const disputed = ['me-south-1'];

test('the installed CDK knows budgets in all other regions and in no listed one', () => {
  expect(RegionInfo.regions.length).toBeGreaterThan(regionsWithoutBudgets.length);
  expect([...regionsRefusedByCdk(), ...disputed].sort()).toEqual(regionsWithoutBudgets);
});

const budgetAlone = JSON.stringify({
  Resources: {
    Budget: {
      Type: 'AWS::Budgets::Budget',
      Properties: { Budget: { BudgetType: 'COST', TimeUnit: 'MONTHLY' } },
    },
  },
});

const isThere = spawnSync('cfn-lint', ['--version'], { timeout: 20_000 }).status === 0;

describeWhere(isThere, 'cfn-lint (pip install cfn-lint)', 'cfn-lint', () => {
  test('misses budgets in exactly the listed regions', () => {
    const argv = ['--regions', 'ALL_REGIONS', '--format', 'parseable'];
    const { stdout } = spawnSync('cfn-lint', argv, { input: budgetAlone, encoding: 'utf8', timeout: 60_000 });
    const missing = [...stdout.matchAll(/:E3006:.*'AWS::Budgets::Budget' does not exist in '([^']+)'/g)];
    expect(missing.map(([, region]) => region).sort()).toEqual(regionsWithoutBudgets);
  }, 70_000);
});
