import { describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { TextCollector, withoutTimes } from '../../test/helpers/text-collector';
import { createOutput, type OutputOptions } from './output';

function open(options: OutputOptions = {}, terminal = false) {
  const stdout = new TextCollector(terminal);
  const stderr = new TextCollector(terminal);
  return { stdout, stderr, output: createOutput({ stdout, stderr, ...options }) };
}

describe('data and lines', () => {
  test('with --json stdout holds the data alone', () => {
    const { output, stdout, stderr } = open({ json: true });
    output.line('for people');
    output.data({ id: 'r1' }, 'release r1');
    output.warn('careful');
    expect(stdout.text).toBe('{"id":"r1"}\n');
    expect(stderr.text).toBe('for people\n! careful\n');
  });

  test('without --json the text is shown', () => {
    const { output, stdout } = open();
    output.data({ id: 'r1' }, 'release r1');
    output.line();
    output.data({ id: 'r1' });
    expect(stdout.text).toBe('release r1\n\n{\n  "id": "r1"\n}\n');
  });

  test('an error shows the way out below it', () => {
    const { output, stderr } = open();
    output.error('first\nsecond', 'type this\nthen that');
    expect(stderr.text).toBe('✖ first\n  second\n  → type this\n    then that\n');
  });

  test('details show with --verbose only', () => {
    const quiet = open();
    quiet.output.detail('why');
    expect(quiet.stderr.text).toBe('');
    const verbose = open({ verbose: true });
    verbose.output.detail('why');
    expect(verbose.stderr.text).toBe('why\n');
  });

  test.each([
    ['a terminal', {}, true, '\u001b[31m✖\u001b[39m no\n'],
    ['a terminal without colour', { color: false }, true, '✖ no\n'],
    ['a file', {}, false, '✖ no\n'],
  ])('colours on %s', (_, options, terminal, expected) => {
    const { output, stderr } = open(options, terminal);
    output.error('no');
    expect(stderr.text).toBe(expected);
  });
});

describe('steps', () => {
  test('elsewhere than on a terminal each start and end is a line', async () => {
    const { output, stderr } = open();
    const result = await output.step('build', async (step) => {
      await output.step('bundle', () => Promise.resolve());
      step.note('2 files');
      return 42;
    });
    expect(result).toBe(42);
    expect(withoutTimes(stderr.text)).toBe(
      '… build\n  … bundle\n  ✔ bundle  0.0 s\n✔ build  0.0 s  2 files\n',
    );
  });

  test('a failing step is marked and its error passed on', async () => {
    const { output, stderr } = open();
    await expect(output.step('boot', () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
    expect(withoutTimes(stderr.text)).toBe('… boot\n✖ boot  0.0 s\n');
    expect(output.steps()).toEqual([
      {
        name: 'boot',
        depth: 0,
        ok: false,
        startedAtEpochMs: expect.any(Number),
        seconds: expect.any(Number),
      },
    ]);
  });

  test('a terminal ends with the tree and nothing of the rewriting', async () => {
    const { output, stderr } = open({ color: false }, true);
    await output.step('build', async () => {
      await output.step('bundle', () => sleep(250));
      output.warn('large');
      await output.step('pack', () => Promise.resolve());
    });
    const tree = ['… build', '  ✔ bundle  0.3 s', '! large', '  ✔ pack  0.0 s', '✔ build  0.3 s'];
    expect(stderr.screen.map((line) => line.replace(/0\.[23]/, '0.3'))).toEqual(tree);
  });

  test('a terminal shows the running step with its note, cut to the width', async () => {
    const stderr = new TextCollector(true, 30);
    const output = createOutput({ stderr, color: false });
    await output.step('wait', async (step) => {
      step.note('a note that is longer than the terminal is wide');
      await sleep(150);
      expect(stderr.screen).toEqual([expect.stringMatching(/^. wait {2}0\.\d s {2}a note that is$/)]);
    });
  });

  test('steps side by side nest under the step that started them', async () => {
    const { output } = open();
    await output.step('both', () =>
      Promise.all([output.step('slow', () => sleep(30)), output.step('fast', () => sleep(5))]),
    );
    expect(output.steps().map(({ name, depth }) => [name, depth])).toEqual([
      ['fast', 1],
      ['slow', 1],
      ['both', 0],
    ]);
  });
});
