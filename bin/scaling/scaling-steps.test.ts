import { readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from '@jest/globals';

import { unpadded } from '../../test/helpers/unpadded';
import { replaceParts } from '../document-parts';
import { processorCarries, scalingSteps, t2MicroCarries } from './scaling-steps';
import { type CapacityFile, scalingParts } from './scaling-tables';

const rootDirectory = path.join(__dirname, '../..');
const read = (file: string) => readFileSync(path.join(rootDirectory, file), 'utf8');

/** Two milliseconds of a processor each, and one of the database. */
const cost = { machineMs: 2, appMs: 1.8, redisMs: 0.02, databaseMs: 1, bytes: 4_000, logBytes: 200 };

test('docs/scaling.md reckons with what was measured last and with the prices of the list (else: npm run scaling-table)', () => {
  const document = read('docs/scaling.md');
  const parts = scalingParts(JSON.parse(read('results/bench/capacity.json')) as CapacityFile);
  expect(unpadded(document)).toBe(unpadded(replaceParts(document, parts)));
  for (const name of Object.keys(parts)) expect(document).toContain(`<!-- ${name} -->`);
});

test('one machine goes as far as its credits and six tenths of its processor', () => {
  expect(processorCarries(cost)).toBe(300);
  expect(t2MicroCarries(cost)).toBeCloseTo(150);
});

test('each step carries more and costs more, and its parts are what it costs', () => {
  const steps = scalingSteps(cost);
  expect(steps.map(({ load }) => load)).toEqual([150, 300, 500, 1_000, 2_000, 5_000, 10_000]);
  expect(steps.map(({ usd }) => usd)).toEqual(steps.map(({ usd }) => usd).sort((a, b) => a - b));
  for (const { parts, usd } of steps) expect(parts.reduce((sum, part) => sum + part.usd, 0)).toBe(usd);
});

test('ten thousand requests a second want thirty processors for the API and seventeen for the database', () => {
  const parts = scalingSteps(cost)
    .at(-1)
    ?.parts.map(({ what, why }) => `${what}: ${why}`);
  expect(parts).toEqual(
    expect.arrayContaining([
      'Fargate, 30 tasks of 1 vCPU: 10,000/s × 1.8 ms ÷ 60 % = 30 vCPU',
      'RDS db.m5.8xlarge, in 2 zones: 10,000/s × 1 ms ÷ 60 % = 17 vCPU',
    ]),
  );
});

test('a request that no database could answer so often is said, not priced', () => {
  expect(() => scalingSteps({ ...cost, databaseMs: 100 })).toThrow('No class of MySQL has');
});
