import { existsSync } from 'node:fs';
import path from 'node:path';

import { afterAll, expect, test } from '@jest/globals';

import { readEnvironment } from '../bin/io/environment';
import { createOutput } from '../bin/io/output';
import { describeWhere } from '../test/helpers/when-available';
import { requirements } from './machine/requirements';
import { runBench } from './run-bench';
import { type Stack, stacks } from './stacks';

const needed = ['wrk', 'nginx', 'redis-server', 'util-linux', 'mariadb-server-core'];
const missing = requirements.filter(([file, name]) => needed.includes(name) && !existsSync(file));
const wrongAnswer = path.join(__dirname, 'data', 'sample-data.ts');
const aborter = new AbortController();

const named = (name: string) => stacks.find((stack) => stack.name === name) as Stack;
const silent = createOutput({ stdout: { write: () => undefined }, stderr: { write: () => undefined } });

const bench = (chosen: readonly Stack[]) =>
  runBench(
    {
      stacks: chosen,
      nodes: [process.execPath],
      database: 'mariadb',
      rounds: 1,
      secondsPerRound: 1,
      starts: 1,
      bursts: 1,
    },
    {
      output: silent,
      signal: aborter.signal,
      rootDirectory: path.join(__dirname, '..'),
      cacheDirectory: readEnvironment().cacheDirectory,
    },
  );

describeWhere(missing.length === 0, needed.join(', '), 'a bench', () => {
  afterAll(() => aborter.abort());

  test('it measures stacks that answer the expected list', async () => {
    const { results } = await bench([named('ours'), named('nginx-static')]);
    const figures = results[0]?.stacks;
    expect(figures?.['nginx-static']?.hitPerSecond).toBeGreaterThan(0);
    expect(figures?.['ours']).toMatchObject({ refused: 0, burstRefused: 0 });
  }, 120_000);

  test('it refuses a stack that answers otherwise', async () => {
    const bareNode = named('bare-node');
    const wrong: Stack = {
      ...bareNode,
      command: (socket, surroundings) =>
        bareNode.command?.(socket, { ...surroundings, answerFile: wrongAnswer }) ?? {
          argv: [],
          environment: {},
        },
    };
    await expect(bench([wrong])).rejects.toThrow('bare-node answers /api/v1/seminar/ wrongly: no list: ');
  }, 60_000);
});
