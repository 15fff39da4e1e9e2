import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { guardStack } from '../../infra/free-tier/testing/guarded';
import { traps } from '../../infra/free-tier/testing/traps';
import { compareOpinions } from './compare-opinions';
import { describeVerdict, type Comparison } from './tables';
import { documentFile, partsOf, replaceParts, resultsFile } from './write-comparison';

const rootDirectory = path.join(__dirname, '../..');
const readText = (file: string) => readFileSync(path.join(rootDirectory, file), 'utf8');
const comparison = JSON.parse(readText(resultsFile)) as Comparison;

/** Prettier pads the cells of a table. */
const words = (text: string) =>
  text
    .replace(/-{3,}/g, '---')
    .replace(/[ \t]+/g, ' ')
    .replace(/\n+/g, '\n');

describe('docs/free-tier.md', () => {
  test('has the tables that the rules and the last comparison make', () => {
    const document = readText(documentFile);
    expect(words(document)).toBe(words(replaceParts(document, partsOf(comparison))));
  });

  test.each(traps.map((trap, index) => ({ ...trap, compared: comparison.traps[index] })))(
    'tells of $id what the guard finds today',
    ({ id, account = 'credit-paid', trips, compared }) => {
      const finding = guardStack(trips, { account }).plan.open.find((open) => open.id === id);
      const { got, cost, refusal } = finding ?? {};
      expect(compared).toMatchObject({ id, account });
      // The date of a comparison may be another, the findings are the same.
      expect(compared?.finding).toEqual({ got, cost, ...(refusal !== undefined && { refusal }) });
    },
  );
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
