import { describe, expect, test } from '@jest/globals';
import { guardStack, openIds } from '../testing/guarded';
import { overridden, traps, type Trap } from '../testing/traps';
import { rules } from '.';

const titled = (trap: Trap) => ({ ...trap, account: trap.account ?? ('credit-paid' as const) });

describe.each([...traps, ...overridden].map(titled))(
  '$id for $account',
  ({ id, account, trips, avoids, also = [] }) => {
    test('stops the synthesis with the trap', () => {
      const guarded = guardStack(trips, { account });
      expect(openIds(guarded).sort()).toEqual([id, ...also].sort());
      expect(guarded.report).toContain(`${id}`);
    });

    test('lets the way around it pass', () => {
      expect(openIds(guardStack(avoids, { account }))).toEqual([]);
    });
  },
);

test('every rule has a trap', () => {
  expect(rules.map(({ id }) => id).filter((id) => !traps.some((trap) => trap.id === id))).toEqual([]);
});

test('there are twenty traps and more, each under an id of its own', () => {
  const ids = rules.map(({ id }) => id);
  expect(ids.length).toBeGreaterThanOrEqual(20);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^FreeTier-[A-Z][A-Za-z0-9]+$/.test(id))).toEqual([]);
});
