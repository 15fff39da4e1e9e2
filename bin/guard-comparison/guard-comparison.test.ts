import { describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { guardStack } from '../../infra/free-tier/testing/guarded';
import { traps, type Trap } from '../../infra/free-tier/testing/traps';
import { comparePair, synthesizePair } from './compare-guards';
import { compareOpinions } from './compare-opinions';
import { describeVerdict, type Comparison } from './tables';
import { unpadded } from '../../test/helpers/unpadded';
import { replaceParts } from '../document-parts';
import { documentFile, partsOf, resultsFile } from './write-comparison';

const rootDirectory = path.join(__dirname, '../..');
const readText = (file: string) => readFileSync(path.join(rootDirectory, file), 'utf8');
const comparison = JSON.parse(readText(resultsFile)) as Comparison;

describe('docs/free-tier.md', () => {
  test('has the tables that the rules and the last comparison make', () => {
    const document = readText(documentFile);
    expect(unpadded(document)).toBe(unpadded(replaceParts(document, partsOf(comparison))));
  });

  test.each(traps.map((trap, index) => ({ ...trap, compared: comparison.traps[index] })))(
    'tells of $id what the guard finds today',
    ({ id, account = 'credit-paid', trips, compared }) => {
      const { date } = comparison;
      const finding = guardStack(trips, { account, date }).plan.open.find((open) => open.id === id);
      const { got, cost, refusal } = finding ?? {};
      expect(compared).toMatchObject({ id, account });
      expect(compared?.finding).toEqual({ got, cost, ...(refusal !== undefined && { refusal }) });
    },
  );
});

test.each([
  'FreeTier-MultiAz',
  'FreeTier-FlowLogs',
  'FreeTier-PublicDatabase',
  'FreeTier-DetailedMonitoring',
])('what CDK and cdk-nag say about %s is what was written down', (id) => {
  const index = traps.findIndex((trap) => trap.id === id);
  const directory = mkdtempSync(path.join(tmpdir(), 'waffle-compare-'));
  try {
    const pair = synthesizePair(traps[index] as Trap, directory, comparison.date);
    const { cdk, nag, cdkStops } = comparePair(pair);
    expect(comparison.traps[index]).toMatchObject({ cdk, nag, cdkStops });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

describe('a verdict', () => {
  const opinion = (counts: Record<string, number>, texts: Record<string, string> = {}) => ({
    counts,
    texts,
    stops: false,
  });

  test('is the difference that the trap makes', () => {
    const withTrap = opinion({ A: 2, B: 1 }, { A: 'This will be billed.', B: 'This is open.' });
    expect(compareOpinions(withTrap, opinion({ A: 1, B: 1, C: 1 }))).toEqual({
      objects: ['A'],
      aboutMoney: ['A'],
      asksForIt: ['C'],
    });
  });

  test.each([
    [{ objects: [], aboutMoney: [], asksForIt: [] }, '–'],
    [{ objects: ['P-A', 'P-B'], aboutMoney: ['P-B'], asksForIt: ['P-C'] }, '**B**; A; _asks for it: C_'],
    [{ objects: ['P-A[x]', 'P-A[y]'], aboutMoney: [], asksForIt: [] }, 'A'],
  ])('%j reads %s', (verdict, text) => {
    expect(describeVerdict(verdict, 'P-')).toBe(text);
  });
});
