import { expect, test } from '@jest/globals';
import path from 'node:path';
import { run } from '../io/run';

const waffle = path.join(__dirname, '../waffle');
const check = (...words: string[]) =>
  run([waffle, 'check', ...words], { allowFailure: true, timeoutMs: 30_000, env: { PORT: 'x' } });

test('what the API finds comes with exit code 3', async () => {
  const { code, stdout } = await check('--json');
  expect(code).toBe(3);
  const got = (JSON.parse(stdout) as { findings: { got: string }[] }).findings.map((finding) => finding.got);
  expect(got).toContain('"x"');
});

test('wrong usage is told with exit code 2', async () => {
  const { code, stdout, stderr } = await check('--fail-level', 'loud');
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('--fail-level: got "loud"; allowed: warning, error.');
});
