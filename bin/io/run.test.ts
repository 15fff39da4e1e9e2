import { describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exitCodes, UserError } from './errors';
import { CommandFailed, run, showArgv, start } from './run';

const node = (script: string, ...rest: string[]) => [process.execPath, '-e', script, ...rest];
const failureOf = (argv: string[], options = {}) =>
  run(argv, options).then(
    () => undefined,
    (error: unknown) => error,
  );
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** A killed process is gone a moment later. */
async function untilGone(pid: number) {
  for (let tries = 0; tries < 100 && isAlive(pid); tries += 1) await sleep(20);
  return !isAlive(pid);
}

describe('run', () => {
  test('passes arguments as they are, without a shell', async () => {
    const { stdout } = await run(node('console.log(process.argv[1])', '$HOME; `id` "x"'));
    expect(stdout).toBe('$HOME; `id` "x"\n');
  });

  test('gives input, environment and working directory', async () => {
    const { stdout } = await run(['sh', '-c', 'cat; echo "$WORD ${HOME-none} $PWD"'], {
      input: 'in ',
      env: { WORD: 'set', HOME: undefined },
      cwd: '/',
    });
    expect(stdout).toBe('in set none /\n');
  });

  test('a failure names the command, the code and the end of stderr', async () => {
    const error = await failureOf(['sh', '-c', 'seq 1 30 >&2; exit 3']);
    expect(error).toBeInstanceOf(CommandFailed);
    expect(error).toMatchObject({ exitCode: 3, signal: null, timedOut: false, code: exitCodes.failed });
    const lines = (error as Error).message.split('\n');
    expect(lines[0]).toBe("sh -c 'seq 1 30 >&2; exit 3': exit code 3");
    expect(lines.slice(1)).toEqual(Array.from({ length: 20 }, (_, index) => String(index + 11)));
  });

  test('a failure may be allowed', async () => {
    expect(await run(['sh', '-c', 'echo out; exit 4'], { allowFailure: true })).toEqual({
      code: 4,
      signal: null,
      stdout: 'out\n',
      stderr: '',
    });
  });

  test.each([
    ['an unknown program', ['/nowhere/program'], {}],
    ['an unknown working directory', ['true'], { cwd: '/nowhere' }],
  ])('%s is said', async (_, argv, options) => {
    const error = await failureOf(argv, options);
    expect((error as Error).message).toBe(
      `${argv[0]}: could not be started: no such program, or no such working directory`,
    );
  });

  test('a time limit ends the process and what it started', async () => {
    let grandchild = 0;
    const error = await failureOf(['sh', '-c', 'sleep 60 & echo $!; wait'], {
      timeoutMs: 200,
      onLine: (line: string) => (grandchild = Number(line)),
    });
    expect(error).toMatchObject({ timedOut: true, code: exitCodes.interrupted });
    expect((error as Error).message).toContain('ended because it took longer than 0.2 s');
    expect(await untilGone(grandchild)).toBe(true);
  });

  test('an abort ends the process and rejects with its reason', async () => {
    const controller = new AbortController();
    const reason = new UserError('Interrupted', { code: exitCodes.interrupted });
    setTimeout(() => controller.abort(reason), 100);
    expect(await failureOf(['sleep', '60'], { signal: controller.signal })).toBe(reason);
    expect(await failureOf(['sleep', '60'], { signal: controller.signal })).toBe(reason);
  });

  test('lines arrive whole while it runs, the last one without a line break too', async () => {
    const lines: string[] = [];
    const script = 'printf "h\\303"; sleep 0.1; printf "\\251\\nlast"; echo bad >&2';
    const { stdout } = await run(['sh', '-c', script], {
      onLine: (line, from) => lines.push(`${from} ${line}`),
    });
    expect(lines.sort()).toEqual(['stderr bad', 'stdout hé', 'stdout last']);
    expect(stdout).toBe('hé\nlast');
  });

  test('a daemon that inherited the output does not hold it up', async () => {
    const started = performance.now();
    const { stdout } = await run(['setsid', '--fork', 'sh', '-c', 'echo $$; exec sleep 20']);
    expect(performance.now() - started).toBeLessThan(5_000);
    process.kill(Number(stdout), 'SIGKILL');
  });
});

describe('start', () => {
  test('stops a process that obeys', async () => {
    const child = await start(['sleep', '60']);
    expect(isAlive(child.pid)).toBe(true);
    expect(await child.stop()).toEqual({ code: null, signal: 'SIGTERM' });
    expect(await child.stop()).toEqual({ code: null, signal: 'SIGTERM' });
  });

  test('kills one that does not obey, with its children', async () => {
    let grandchild = 0;
    const child = await start(['sh', '-c', 'trap "" TERM; sleep 60 & echo $!; wait'], {
      onLine: (line) => (grandchild = Number(line)),
    });
    while (grandchild === 0) await sleep(10);
    expect(await child.stop(100)).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await untilGone(grandchild)).toBe(true);
  });

  test('collects its output in a file', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'waffle-run-'));
    const outputFile = path.join(directory, 'child.log');
    const child = await start(['sh', '-c', 'echo out; echo err >&2'], { outputFile });
    expect(await child.exited).toEqual({ code: 0, signal: null });
    expect(await readFile(outputFile, 'utf8')).toBe('out\nerr\n');
    await rm(directory, { recursive: true });
  });

  test('rejects what cannot be started', async () => {
    await expect(start(['/nowhere/program'])).rejects.toThrow('could not be started');
  });

  test('an abort ends it', async () => {
    const controller = new AbortController();
    const child = await start(['sleep', '60'], { signal: controller.signal });
    controller.abort();
    expect(await child.exited).toMatchObject({ signal: 'SIGTERM' });
  });
});

test('a command is shown as one would type it', () => {
  expect(showArgv(['aws', 's3', 'cp', "it's", 'a b', ''])).toBe(`aws s3 cp 'it'\\''s' 'a b' ''`);
});
