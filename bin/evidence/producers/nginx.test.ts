import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { compare, compareAll, filesOf, judgeFiles } from './nginx';

const read = (file: string) => readFileSync(path.join(__dirname, '../../../deployment/nginx', file), 'utf8');
const site = read('sites-available/waffle-backend');
const dumpOf = (files: Readonly<Record<string, string>>) =>
  Object.entries(files)
    .map(([file, text]) => `# configuration file ${file}:\n${text}\n`)
    .join('');

test('what nginx -T prints is named as in deployment/', () => {
  const dump = dumpOf({
    '/etc/nginx/nginx.conf': read('nginx.conf'),
    '/etc/nginx/mime.types': 'types {}\n',
    '/etc/nginx/sites-enabled/waffle-backend': site,
    '/etc/nginx/snippets/tls.conf': read('snippets/tls.conf'),
  });
  expect(Object.fromEntries(filesOf(dump))).toEqual({
    'nginx.conf': read('nginx.conf'),
    'sites-available/waffle-backend': site,
    'snippets/tls.conf': read('snippets/tls.conf'),
  });
});

test('HTTP/2 as an older Nginx takes it is the same', () => {
  const older = site.replace(/^ *http2 on;\n/m, '').replaceAll(/(listen .*443 ssl)/g, '$1 http2');
  const files = filesOf(dumpOf({ '/etc/nginx/sites-enabled/waffle-backend': older }));
  expect(older).not.toBe(site);
  expect(files.get('sites-available/waffle-backend')).toBe(site);
});

test.each([
  ['the same', 'a;\n', 'a;\n'],
  ['different', 'a;\n', 'b;\n'],
  ['not loaded', 'a;\n', undefined],
  ['not in deployment/', undefined, 'a;\n'],
])('a file is %s', (verdict, here, loaded) => {
  expect(compare('nginx.conf', here, loaded)).toMatchObject({ verdict });
});

test('a difference is shown line by line', () => {
  expect(compare('nginx.conf', 'a;\n', 'b;\n').patch).toMatch(/^-a;\n\+b;$/m);
});

const here = { 'nginx.conf': 'a;\n', 'snippets/tls.conf': 'b;\n' };
const judge = (loaded: Readonly<Record<string, string>>) =>
  judgeFiles(compareAll(new Map(Object.entries(here)), new Map(Object.entries(loaded))));

test('a server that has loaded these files alone is shown', () => {
  expect(judge(here)).toMatchObject({ ok: true, seen: '2 files' });
});

test.each([
  ['a file that was edited there', { ...here, 'nginx.conf': 'c;\n' }, 'nginx.conf: different'],
  ['a file that is not loaded', { 'nginx.conf': 'a;\n' }, 'snippets/tls.conf: not loaded'],
  ['a file of somebody else', { ...here, 'conf.d/x.conf': 'x;\n' }, 'conf.d/x.conf: not in deployment/'],
])('%s is shown as failed, by its name', (_, loaded, seen) => {
  expect(judge(loaded)).toMatchObject({ ok: false, seen });
});
