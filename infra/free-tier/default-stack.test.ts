import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { finalSnapshot } from '../testing/setting-variants';
import { synthesize } from '../testing/synthesize';
import { estimateCost } from './cost/estimate-cost';
import { checkStacks } from './guard/check-stacks';
import { viewStack, type Template } from './template/template-view';
import { today } from './testing/guarded';

const viewOf = (context: Readonly<Record<string, unknown>> = {}) => {
  const { stack, templateFile } = synthesize(context);
  const template = JSON.parse(readFileSync(templateFile, 'utf8')) as Template;
  return [viewStack({ name: stack.stackName, template, region: undefined })];
};

const estimate = (context: Readonly<Record<string, unknown>> = {}) =>
  estimateCost(viewOf(context), { region: 'us-east-1', date: today });

const linesOf = (found: ReturnType<typeof estimate>) =>
  found.resources.flatMap(({ lines }) => lines).map(({ what, monthlyUsd }) => [what, monthlyUsd]);

/** The amounts of the table in infra/README.md, its sum last. */
const amountsInReadme = () => {
  const readme = readFileSync(path.join(__dirname, '../README.md'), 'utf8');
  const [, section = ''] = /## What it costs\n([\s\S]*?)\n## /.exec(readme) ?? [];
  return [...section.matchAll(/\|\s*\**(\d+\.\d\d)\**\s*\|/g)].map(([, amount]) => Number(amount));
};

test('t3.micro costs what the README says, and each cent has a line', () => {
  const found = estimate({ instanceType: 't3.micro' });
  expect(linesOf(found)).toEqual([
    ['RDS db.t3.micro, mysql', 12.41],
    ['20 GiB of RDS storage, gp3', 2.3],
    ['EC2 t3.micro', 7.59],
    ['12 GiB gp3', 0.96],
    ['public IPv4 address', 3.65],
  ]);
  expect(found.monthlyUsd).toBe(26.91);
  const amounts = amountsInReadme();
  expect([...amounts].sort()).toEqual([...linesOf(found).map(([, usd]) => usd), found.monthlyUsd].sort());
});

test('t2.micro, the default, costs 88 cents more', () => {
  expect(estimate().monthlyUsd).toBe(27.79);
});

test('in Seoul everything but surplus CPU has a price too', () => {
  const stacks = viewOf({ instanceType: 't3.micro' });
  const found = estimateCost(stacks, { region: 'ap-northeast-2', date: today });
  expect(found.monthlyUsd).toBe(35.83);
  expect(found.resources.flatMap(({ unknown }) => unknown).map(({ what }) => what)).toEqual([
    'surplus CPU, all vCPUs busy all month',
  ]);
});

test('only the CPU of the database may cost more, which RDS has no switch for', () => {
  expect(estimate().resources.flatMap(({ possible }) => possible)).toMatchObject([
    { what: 'surplus CPU, all vCPUs busy all month', quantity: 1460, monthlyUsd: 109.5 },
  ]);
});

test('nothing of the default stack is of unknown cost', () => {
  expect(estimate().resources.flatMap(({ unknown }) => unknown)).toEqual([]);
});

describe('the guard', () => {
  test.each(['credit-paid', 'older'] as const)('lets the default stack pass for %s', (account) => {
    expect(checkStacks(viewOf(), [], { account, date: today }).open).toEqual([]);
  });

  test('refuses t2.micro on a Free plan and names t3.micro', () => {
    const { open } = checkStacks(viewOf(), [], { account: 'credit-free', date: today });
    expect(open.map(({ id, got }) => [id, got])).toEqual([['FreeTier-InstanceType', 't2.micro']]);
    expect(open[0]?.fix).toContain('t3.micro');
    expect(open[0]?.refusal).toContain('not eligible for Free Tier');
  });

  test('lets t3.micro pass on a Free plan', () => {
    const stacks = viewOf({ instanceType: 't3.micro' });
    expect(checkStacks(stacks, [], { account: 'credit-free', date: today }).open).toEqual([]);
  });

  test('objects to a final snapshot that nobody stands by', () => {
    const { open } = checkStacks(viewOf(finalSnapshot), [], { account: 'older', date: today });
    expect(open.map(({ id }) => id)).toEqual(['FreeTier-FinalSnapshot']);
  });
});
