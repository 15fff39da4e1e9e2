import { describe, expect, test } from '@jest/globals';
import path from 'node:path';
import { TextCollector } from '../test/helpers/text-collector';
import { runCommandLine } from './command-line';
import { releaseVerb } from './commands/release';
import { rehearseVerb } from './commands/rehearse';
import { readEnvironment } from './io/environment';
import { exitCodes, UserError } from './io/errors';
import { run, start } from './io/run';
import type { Verb } from './verb';

const rootDirectory = path.join(__dirname, '..');

const verbThat = (act: Verb['run']): Verb => ({
  name: 'act',
  summary: 'do what the test wants',
  examples: [['act --yes', 'does it']],
  flags: ['timeout'],
  configure: (command) => void command.option('--depth <metres>', 'how deep'),
  run: act,
});

async function waffle(words: string[], verb = verbThat(() => Promise.resolve(exitCodes.ok))) {
  const [stdout, stderr] = [new TextCollector(), new TextCollector()];
  const code = await runCommandLine(words, {
    verbs: [releaseVerb, verb],
    rootDirectory,
    environment: readEnvironment({}),
    interruption: new AbortController().signal,
    stdout,
    stderr,
  });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

describe('usage', () => {
  test.each([
    [['relase'], "✖ Unknown verb 'relase'\n  (Did you mean release?)\n  → waffle --help\n"],
    [['act', '--dept', '3'], "✖ Unknown option '--dept'\n  (Did you mean --depth?)\n  → waffle act --help\n"],
    [['act', '--depth'], "✖ Option '--depth <metres>' argument missing\n  → waffle act --help\n"],
    [
      ['act', '--timeout', '1h'],
      "✖ Option '--timeout <seconds>' argument '1h' is invalid. Allowed: 1 to 86400 (seconds).\n  → waffle act --help\n",
    ],
    [
      ['act', 'now'],
      expect.stringContaining("✖ Too many arguments for 'act'. Expected 0 arguments but got 1"),
    ],
  ])('%j ends with 2 and says why', async (words, expected) => {
    expect(await waffle(words)).toEqual({ code: exitCodes.usage, stdout: '', stderr: expected });
  });

  test('no verb shows the help and ends with 2', async () => {
    const { code, stdout } = await waffle([]);
    expect(code).toBe(exitCodes.usage);
    expect(stdout).toContain('Usage: waffle <verb> [options]');
  });

  test.each([[['act', '--help']], [['help', 'act']]])('%j shows options and examples', async (words) => {
    const { code, stdout } = await waffle(words);
    expect(code).toBe(exitCodes.ok);
    expect(stdout).toContain('Do what the test wants');
    for (const shown of [
      '--depth <metres>',
      '--yes',
      '--timeout <seconds>',
      '--json',
      '--no-color',
      '--verbose',
    ]) {
      expect(stdout).toContain(`  ${shown}`);
    }
    expect(stdout).toContain('Examples:\n  waffle act --yes  does it');
  });

  test('the version is that of the package', async () => {
    expect((await waffle(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('a verb', () => {
  test('gets its options, and common flags before or after its name', async () => {
    const verb = verbThat((options, { output, questions: { yes }, rootDirectory: root }) => {
      output.data({ options, yes, root });
      return Promise.resolve(exitCodes.guard);
    });
    const expected = { options: { depth: '3', timeout: 9 }, yes: true, root: rootDirectory };
    const own = ['--depth', '3', '--yes', '--timeout', '9'];
    for (const words of [
      ['--json', 'act', ...own],
      ['act', ...own, '--json'],
    ]) {
      const { code, stdout } = await waffle(words, verb);
      expect([code, JSON.parse(stdout)]).toEqual([exitCodes.guard, expected]);
    }
  });

  test('ends with the code of its error, without a stack trace', async () => {
    const error = new UserError('No credentials.', { code: exitCodes.unreachable, fix: 'aws sso login' });
    const failing = verbThat(() => Promise.reject(error));
    expect(await waffle(['act'], failing)).toEqual({
      code: exitCodes.unreachable,
      stdout: '',
      stderr: '✖ No credentials.\n  → aws sso login\n',
    });
    expect((await waffle(['act', '--verbose'], failing)).stderr).toContain('\n    at ');
  });

  test('ends with 1 after an unexpected error and says how to see more', async () => {
    const failing = verbThat(() => Promise.reject(new TypeError('x is undefined')));
    expect(await waffle(['act'], failing)).toEqual({
      code: exitCodes.failed,
      stdout: '',
      stderr: '✖ Unexpected: x is undefined\n  → Add --verbose to see where it comes from.\n',
    });
    expect((await waffle(['act', '--verbose'], failing)).stderr).toContain(
      'TypeError: x is undefined\n    at ',
    );
  });

  test('is stopped by --timeout', async () => {
    const waiting = verbThat(async (_, { signal }) => {
      await run(['sleep', '60'], { signal });
      return exitCodes.ok;
    });
    const { code, stderr } = await waffle(['act', '--timeout', '1'], waiting);
    expect(code).toBe(exitCodes.interrupted);
    expect(stderr).toContain(
      '! Stopping and cleaning up …\n✖ Not done within 1 s, the limit of --timeout.\n',
    );
  });
});

describe('rehearse', () => {
  test.each([
    [['--port', '70000'], 'Allowed: 0 to 65535 (port).'],
    [['--full', '--acts', 'audit'], "Option '--full' cannot be used with option '--acts <names...>'"],
    [['--acts', 'opera'], 'Allowed choices are releases, bad-releases,'],
    [['--fault', 'full-moon'], 'Allowed choices are package, database-password, disk.'],
  ])('refuses %j with what is allowed', async (words, expected) => {
    const { code, stderr } = await waffle(['rehearse', ...words], rehearseVerb);
    expect(code).toBe(exitCodes.usage);
    expect(stderr).toContain(expected);
  });
});

test('starting loads nothing heavy: each verb loads what it needs when it runs', async () => {
  const script = `
    require('./bin/command-line');
    for (const name of require('fs').readdirSync('bin/commands')) {
      if (!name.includes('.test.')) require('./bin/commands/' + name);
    }
    const packages = Object.keys(require.cache).map((file) => /node_modules.((?:@[^/]+.)?[^/]+)/.exec(file)?.[1]);
    console.log(JSON.stringify([...new Set(packages.filter(Boolean))]));`;
  const argv = [process.execPath, '--import', 'tsx', '--eval', script];
  const { stdout } = await run(argv, { cwd: rootDirectory });
  const loaders = ['tsx', 'esbuild']; // tsx compiles with esbuild
  expect((JSON.parse(stdout) as string[]).filter((name) => !loaders.includes(name))).toEqual(['commander']);
});

describe('an interruption', () => {
  /** A command line whose verb says when it runs, waits, and cleans up. */
  const script = (body: string) => `
    const { runCommandLine } = require('./bin/command-line');
    const { interruptionSignal } = require('./bin/io/interruption');
    const { run } = require('./bin/io/run');
    const verb = { name: 'act', summary: 's', examples: [], flags: [], configure() {}, async run(_, { output, signal }) {
      ${body}
      return 0;
    } };
    runCommandLine(['act'], { verbs: [verb], rootDirectory: '.', environment: {}, interruption: interruptionSignal() })
      .then((code) => process.exit(code));`;

  async function interrupt(body: string, signals: NodeJS.Signals[]) {
    const lines: string[] = [];
    const argv = [process.execPath, '--import', 'tsx', '--eval', script(body)];
    const child = await start(argv, {
      cwd: rootDirectory,
      onLine(line) {
        lines.push(line);
        const signal = line === 'ready' ? signals.shift() : undefined;
        if (signal) process.kill(child.pid, signal);
      },
    });
    return { end: await child.exited, lines };
  }

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('by %s cleans up and ends with 5', async (signal) => {
    const body = `try { setTimeout(() => output.line('ready'), 50); await run(['sleep', '60'], { signal }); }
      finally { await run(['true']); output.line('clean'); }`;
    const { end, lines } = await interrupt(body, [signal]);
    expect(end).toEqual({ code: exitCodes.interrupted, signal: null });
    expect(lines).toEqual(
      expect.arrayContaining([
        'ready',
        '! Stopping and cleaning up …',
        'clean',
        `✖ Interrupted by ${signal}.`,
      ]),
    );
  });

  test('a second time leaves at once', async () => {
    const body = `output.line('ready'); setTimeout(() => output.line('ready'), 800);
      await new Promise((resolve) => setTimeout(resolve, 20_000));`;
    const started = performance.now();
    const { end } = await interrupt(body, ['SIGINT', 'SIGINT']);
    expect(end).toEqual({ code: exitCodes.interrupted, signal: null });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('by an error that nobody awaited is not a success', async () => {
    const body = `Promise.reject(new Error('astray')); await new Promise((resolve) => setTimeout(resolve, 50));`;
    const { end, lines } = await interrupt(body, []);
    expect(end.code).toBe(exitCodes.failed);
    expect(lines).toContain('✖ Unexpected: astray');
  });
});
