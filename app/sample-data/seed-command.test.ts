import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { localEnvironmentFile } from '../../contract';
import { copySchema } from '../../test/helpers/schema-template';
import { TestDatabase } from '../../test/helpers/test-database';
import type { Environment } from '../config';
import { tableNames } from './batch';
import { fill } from './fill';
import { seedCommand } from './seed-command';

const project = path.join(__dirname, '../..');
let empty: TestDatabase;
let rootDirectory: string;

beforeAll(async () => {
  empty = await TestDatabase.create();
  rootDirectory = mkdtempSync(path.join(tmpdir(), 'waffle-seed-'));
});
afterAll(async () => {
  rmSync(rootDirectory, { recursive: true });
  await empty.drop();
});

async function seed(argv: readonly string[], environment: Environment = {}) {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const exitCode = await seedCommand(argv, { environment, rootDirectory, out: print, err: print });
  return { exitCode, text: lines.join('\n') };
}

describe('refused with the way out', () => {
  const nowhere = {
    DATABASE_HOST: '127.0.0.1',
    DATABASE_PORT: '1',
    DATABASE_NAME: 'a',
    DATABASE_USER: 'b',
    DATABASE_PASSWORD: 'c',
  };
  test.each<[string, string[], Environment, number, string]>([
    ['an unknown option', ['--rows', '3'], {}, 2, "Unknown option '--rows'"],
    [
      'what is no number',
      ['--posts', 'many'],
      {},
      2,
      '--posts: got "many"; allowed: a whole number from 0 to 10000000.',
    ],
    [
      'too much of both',
      ['--posts', '10000001', '--random-seed', '2147483648'],
      {},
      2,
      '--random-seed: got "2147483648"',
    ],
    ['production', [], { NODE_ENV: 'production' }, 3, 'NODE_ENV is production'],
    ['no database at all', [], {}, 4, '→ Start it in another terminal: ./bin/waffle local'],
    ['half a database', [], { DATABASE_NAME: 'a' }, 2, '- DATABASE_HOST: got nothing'],
    ['a database that is away', [], nowhere, 4, 'Cannot connect to the database a at 127.0.0.1:1 as b'],
  ])('%s', async (_what, argv, environment, exitCode, text) => {
    const answer = await seed(argv, environment);
    expect(answer.text).toContain(text);
    expect(answer.exitCode).toBe(exitCode);
  });

  test('a database without tables', async () => {
    const { exitCode, text } = await seed([], empty.environment);
    expect(text).toContain('→ Apply the migrations first: node --import tsx app/migrate.ts');
    expect(exitCode).toBe(1);
  });
});

test('help has examples', async () => {
  expect(await seed(['--help'])).toMatchObject({
    exitCode: 0,
    text: expect.stringContaining('--posts 1000000'),
  });
});

describe('a database with tables', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await TestDatabase.create();
    await copySchema(database);
  });
  afterAll(() => database.drop());

  test('is filled, found through what waffle local leaves', async () => {
    const file = path.join(rootDirectory, localEnvironmentFile);
    mkdirSync(path.dirname(file));
    writeFileSync(file, JSON.stringify(database.environment));
    const { exitCode, text } = await seed(['--posts', '20']);
    expect(text).toBe(
      'Sample data: 20 posts of 30 students.\nSign in as alan or, as staff, dean; password waffle-local',
    );
    expect(exitCode).toBe(0);
  });

  test('has nothing to gain from a second run', async () => {
    const { exitCode, text } = await seed(['--posts', '20'], database.environment);
    expect(text).toBe('Nothing to do: the sample data is there, 20 posts of 30 students.');
    expect(exitCode).toBe(0);
  });

  test('of another seed is refused', async () => {
    const { exitCode, text } = await seed(['--random-seed', '2'], database.environment);
    expect(text).toContain('→ Go on with --random-seed 1, or use an empty database.');
    expect(exitCode).toBe(2);
  });
});

describe('a run that is ended', () => {
  const posts = 5_000;
  let whole: TestDatabase;
  let cut: TestDatabase;
  beforeAll(async () => {
    [whole, cut] = [await TestDatabase.create(), await TestDatabase.create()];
    await copySchema(whole);
    await copySchema(cut);
    await fill(whole.connection, { posts, randomSeed: 1 });
  }, 60_000);
  afterAll(async () => {
    await whole.drop();
    await cut.drop();
  });

  const start = () =>
    spawn(process.execPath, ['--import', 'tsx', 'app/seed.ts', '--posts', String(posts)], {
      cwd: project,
      env: { PATH: process.env['PATH'], ...cut.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  const count = async (table: string) => {
    const rows = await cut.connection.query(`SELECT COUNT(*) AS n FROM ${table}`);
    return Number(rows[0].n);
  };

  /** Waits until the run has written so much, and a moment more, in which it writes something else. */
  async function until(table: string, least: number, run: ChildProcess): Promise<void> {
    while ((await count(table)) < least) {
      if (run.exitCode !== null) throw new Error(`ended with ${run.exitCode}`);
      await sleep(5);
    }
    await sleep(30);
  }

  test.each([
    ['School', 1, 'SIGKILL', null],
    ['Post', 1, 'SIGKILL', null],
    ['Post', 3_000, 'SIGTERM', 5],
  ] as const)(
    'once %s has %i rows, with %s: it ends between two batches',
    async (table, least, signal, exitCode) => {
      const run = start();
      const ended = once(run, 'exit');
      await until(table, least, run);
      run.kill(signal);
      expect((await ended)[0]).toBe(exitCode);
      expect((await count('Post')) % 1_000).toBe(0);
      expect(await count('Post')).toBeLessThan(posts);
    },
    60_000,
  );

  test('is finished by the next one, as if nothing had been', async () => {
    const [code] = await once(start(), 'exit');
    expect(code).toBe(0);
    const names = [...tableNames, '_sample_data'].join(', ');
    const sums = async ({ connection }: TestDatabase) =>
      (await connection.query(`CHECKSUM TABLE ${names}`)).map(
        ({ Checksum }: { Checksum: bigint }) => Checksum,
      );
    expect(await sums(cut)).toEqual(await sums(whole));
  }, 60_000);
});
