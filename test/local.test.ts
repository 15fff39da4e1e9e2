import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { readEnvironment } from '../bin/io/environment';
import { run, start, type StartedProcess } from '../bin/io/run';
import { findIn, findPrograms, missingKinds } from '../bin/local/programs';
import { cacheHeader, sampleData } from '../contract';
import { copyProject } from './helpers/project-copy';
import { describeWhere } from './helpers/when-available';

const timeoutMs = 60_000;
const missing = missingKinds(findPrograms(findIn(readEnvironment().programFolders)));

let project: Awaited<ReturnType<typeof copyProject>>;
let output = '';
let waffle: StartedProcess;
let url: string;

const argv = (...words: string[]) => [path.join(project.directory, 'bin/waffle'), 'local', ...words];

async function until<T>(what: string, question: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const deadlineMs = performance.now() + 30_000;
  while (performance.now() < deadlineMs) {
    const answer = await question();
    if (answer !== undefined && answer !== false) return answer;
    await sleep(50);
  }
  throw new Error(`${what}: not within 30 s\n${output}`);
}

/** Starts it and waits for its summary. */
async function startWaffle(...words: string[]): Promise<void> {
  output = '';
  waffle = await start(argv('--port', '0', ...words), {
    onLine: (line) => (output += `${line}\n`),
  });
  const summary = until('the summary', () => output.includes('Ctrl-C stops everything') || undefined);
  summary.catch(() => undefined); // it may lose the race
  await Promise.race([summary, waffle.exited.then(() => Promise.reject(new Error(output)))]);
  url = /http:\/\/127\.0\.0\.1:\d+\//.exec(output)?.[0] ?? '';
}

async function pressControlC() {
  process.kill(waffle.pid, 'SIGINT');
  return waffle.exited;
}

const logIn = async (username: string, password: string = sampleData.password) => {
  const answer = await fetch(`${url}api/v1/user/login/`, {
    method: 'PUT',
    body: new URLSearchParams({ username, password }),
  });
  return { status: answer.status, ...((await answer.json()) as { token: string }) };
};

const signUp = (username: string) =>
  fetch(`${url}api/v1/user/`, {
    method: 'POST',
    body: new URLSearchParams({
      username,
      password: 'secret',
      email: `${username}@example.com`,
      role: 'participant',
    }),
  });

const edit = async (file: string, change: (text: string) => string) => {
  const whole = path.join(project.directory, file);
  await writeFile(whole, change(await readFile(whole, 'utf8')));
};

const serves = async () => ((await fetch(url)).status === 200 ? true : undefined);

/** Processes that name the copy on their command line. */
async function processes(): Promise<string[]> {
  const { stdout } = await run(['ps', '-eo', 'args']);
  return stdout.split('\n').filter((line) => line.includes(project.directory));
}

const untilNobodyIsLeft = () =>
  until('no process is left', async () => ((await processes()).length === 0 ? true : undefined));

describeWhere(missing.length === 0, 'MySQL or MariaDB, Redis and Nginx', 'waffle local', () => {
  beforeAll(async () => {
    project = await copyProject();
    await startWaffle();
  }, timeoutMs);
  afterAll(async () => {
    await waffle.stop(20_000);
    await project.remove();
  }, timeoutMs);

  test('a sample account signs in through Nginx; the list misses, then hits', async () => {
    const { token } = await logIn(sampleData.instructors[0]);
    const list = () => fetch(`${url}api/v1/seminar/`, { headers: { Authorization: `Token ${token}` } });
    const answers = [await list(), await list()];
    expect(answers.map(({ headers }) => headers.get(cacheHeader))).toEqual(['miss', 'hit']);
    expect(answers[0]?.headers.get('Server')).toBe('nginx');
  });

  test('static files come from the checkout', async () => {
    expect(await (await fetch(`${url}static/robots.txt`)).text()).toContain('User-agent');
  });

  test.each([
    ['docs/', 'text/html', 'docs.js'],
    ['docs/swagger-ui/swagger-ui.css', 'text/css', '.swagger-ui'],
    ['docs/openapi.json', 'application/json', '"/api/v1/seminar/{id}/user/"'],
  ])('%s comes from the checkout', async (file, type, text) => {
    const answer = await fetch(`${url}${file}`);
    expect(answer.headers.get('Content-Type')).toContain(type);
    expect(await answer.text()).toContain(text);
  });

  test('more sample data finds its way to the database', async () => {
    const seed = [process.execPath, '--import', 'tsx', 'app/seed.ts', '--posts', '600'];
    const { stdout } = await run(seed, { cwd: project.directory, timeoutMs });
    expect(stdout).toContain('600 posts of 33 students; 500 posts were there.');
  });

  test('a second one is told who runs, and where', async () => {
    const { code, stderr } = await run(argv(), { allowFailure: true, cwd: '/' });
    expect(code).toBe(1);
    expect(stderr).toContain(`It already runs here: process ${waffle.pid}, at ${url}.`);
  });

  test(
    'a changed file and a new migration start the API again',
    async () => {
      await appendFile(
        path.join(project.directory, 'app/server.ts'),
        "process.stdout.write('changed code\\n');\n",
      );
      await until('the changed code runs', () => output.includes('changed code') || undefined);
      await run(['mkdir', path.join(project.directory, 'prisma/migrations/20990101000000_more')]);
      const file = path.join(project.directory, 'prisma/migrations/20990101000000_more/migration.sql');
      await writeFile(file, 'CREATE TABLE more (id INT PRIMARY KEY);\n');
      await until(
        'the migration is applied',
        () => output.includes('20990101000000_more: applied') || undefined,
      );
      await until('it serves', serves);
    },
    timeoutMs,
  );

  test(
    'a mistake is shown and answered with 503 until it is repaired',
    async () => {
      await edit('app/server.ts', (text) => `${text}const = 1;\n`);
      await until('the mistake is shown', () => output.includes('Expected identifier') || undefined);
      const answer = await fetch(url);
      expect(answer.status).toBe(503);
      expect(answer.headers.get('Retry-After')).toBe('1');
      await edit('app/server.ts', (text) => text.replace('const = 1;\n', ''));
      await until('it serves', serves);
    },
    timeoutMs,
  );

  test(
    'Ctrl-C leaves no process; the data is there at the next start',
    async () => {
      expect((await signUp('newcomer')).status).toBe(201);
      expect(await pressControlC()).toEqual({ code: 0, signal: null });
      await untilNobodyIsLeft();
      await startWaffle();
      expect((await logIn('newcomer', 'secret')).status).toBe(200);
    },
    timeoutMs,
  );

  test(
    'kill -9 leaves no process either, and the next start works, fresh with --reset',
    async () => {
      process.kill(waffle.pid, 'SIGKILL');
      await waffle.exited;
      await startWaffle('--reset');
      expect((await logIn('newcomer', 'secret')).status).toBe(403);
      expect((await logIn(sampleData.participants[0])).status).toBe(200);
      process.kill(waffle.pid, 'SIGKILL');
      await waffle.exited;
      await untilNobodyIsLeft();
    },
    timeoutMs,
  );

  test(
    'a part that dies stops everything and is named',
    async () => {
      await startWaffle();
      const socket = path.join(project.directory, '.local/run/redis.sock');
      await run(['redis-cli', '-s', socket, 'shutdown', 'nosave'], { allowFailure: true });
      expect(await waffle.exited).toMatchObject({ code: 1 });
      expect(output).toMatch(/Redis has ended \(exit code 0\)\. The end of .*redis\.log:/);
      await untilNobodyIsLeft();
    },
    timeoutMs,
  );
});
