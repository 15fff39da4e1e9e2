import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { localNginx, mimeTypesFile } from './nginx-config';

const read = (file: string) => readFileSync(path.join(__dirname, '../../deployment/nginx', file), 'utf8');
const deployed = { main: read('nginx.conf'), site: read('sites-available/waffle-backend') };
const settings = {
  rootDirectory: '/home/ada/a $1 "project"',
  directory: '/home/ada/nginx',
  mediaDirectory: '/home/ada/media',
  listen: '127.0.0.1:8080',
  upstream: 'unix:/run/app.sock',
  mimeTypesFile: '/etc/nginx/mime.types',
  runsAsRoot: false,
};
const text = localNginx(deployed, settings);
const code = text.replace(/^\s*#.*\n/gm, '');

test('it listens on the loopback port alone, without TLS', () => {
  expect(code.match(/listen .*;/g)).toEqual(['listen 127.0.0.1:8080;']);
  expect(code).not.toMatch(/ssl|http2|tls\.conf/);
});

test('nothing of the server’s paths is left', () => {
  expect(code).not.toMatch(/\/(opt|run|var|etc)\/(waffle|nginx(?!\/mime\.types)|log)/);
});

test.each([
  ['the application', 'server "unix:/run/app.sock" max_fails=0;'],
  ['the static files', 'alias "/home/ada/a $1 \\"project\\"/static/";'],
  ['an uploaded picture', 'alias "/home/ada/media/$picture";'],
  ['the snippets', 'include "/home/ada/a $1 \\"project\\"/deployment/nginx/snippets/proxy.conf";'],
  ['its temporary files', 'client_body_temp_path "/home/ada/nginx/client_body";'],
])('%s is where it is here', (_, line) => {
  expect(code).toContain(line);
});

test('a user is named only for root, whose workers would be somebody else', () => {
  expect(code).not.toMatch(/^user /m);
  expect(localNginx(deployed, { ...settings, runsAsRoot: true })).toMatch(/^user root;$/m);
});

test('a file that has changed too much is noticed', () => {
  expect(() => localNginx({ ...deployed, site: 'server {}' }, settings)).toThrow('adapt bin/local/');
});

test.each([
  ['configure arguments: --prefix=/x --conf-path=/opt/etc/nginx/nginx.conf --y', '/opt/etc/nginx/mime.types'],
  ['', '/etc/nginx/mime.types'],
])('the types of files: %j', (version, file) => {
  expect(mimeTypesFile(version)).toBe(file);
});
