import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { failedClaims } from '../testing/failed-claims';
import { type Asset, judgeAssets } from './docs-page';

const asset = (path: string, changes: Partial<Asset> = {}, status = 200): Asset => ({
  path,
  answer: { status, headers: {}, body: Buffer.from(path) },
  sha256OnDisk: createHash('sha256').update(path).digest('hex'),
  statusOfApplication: '404',
  ...changes,
});

const well = ['/docs/', '/docs/docs.css', '/docs/docs.js', '/docs/openapi.json'].map((path) => asset(path));
const withStyle = (style: Asset) => well.map((each) => (each.path === style.path ? style : each));
const style = '/docs/docs.css';

test('a page whose files all come from Nginx is shown', () => {
  expect(failedClaims(judgeAssets(well))).toEqual([]);
});

const served = 'each file is served';
const same = 'each is, byte for byte, the file of the release';
const none = 'the application has none of them';

test.each([
  ['a file that is not served', asset(style, {}, 404), served],
  ['a file that the proxy cannot get', asset(style, {}, 502), served],
  ['a file that differs from the disk', asset(style, { sha256OnDisk: '0'.repeat(64) }), same],
  ['a file that is not on the disk', asset(style, { sha256OnDisk: '' }), same],
  ['a file that the application has', asset(style, { statusOfApplication: '200' }), none],
  ['an application that does not answer', asset(style, { statusOfApplication: '000' }), none],
])('%s is shown as failed, by its name', (_, changed, claim) => {
  const checks = judgeAssets(withStyle(changed));
  expect(failedClaims(checks)).toEqual([claim]);
  expect(checks.find((check) => !check.ok)?.seen).toBe(style);
});

test.each([
  ['style', '.css'],
  ['script', '.js'],
  ['document', '.json'],
])('a page without %s is shown as failed', (_, ending) => {
  const rest = [...well.filter(({ path }) => !path.endsWith(ending)), asset('/docs/favicon.svg')];
  expect(failedClaims(judgeAssets(rest))).toEqual(['the page has style, script and document']);
});
