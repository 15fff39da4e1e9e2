import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { httpPaths } from '../../contract';
import { type Check, when } from './check';

/** The directives of all files of a folder like `deployment/nginx`, without comments, one space between words. */
export function readNginxFiles(directory: string): string {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n')
    .replace(/(^|\s)#.*$/gm, '')
    .replace(/\s+/g, ' ');
}

const halfAYearSeconds = 15_552_000;

/** Headers that a client could send itself, if Nginx did not. */
const forwardedHeaders = {
  Host: '$host',
  'X-Forwarded-For': '$remote_addr',
  'X-Forwarded-Proto': '$scheme',
  'X-Request-ID': '$request_id',
};

/** What Nginx has to do because the application relies on it. */
export const nginxChecks: readonly Check<string>[] = [
  {
    id: 'waffle.E601',
    what: 'The application would believe what a client says about itself.',
    remedy: `Set it in snippets/proxy.conf: ${Object.entries(forwardedHeaders)
      .map(([name, value]) => `proxy_set_header ${name} ${value};`)
      .join(' ')}`,
    find: (text) =>
      Object.entries(forwardedHeaders)
        .filter(([name, value]) => !text.includes(`proxy_set_header ${name} ${value};`))
        .map(([name]) => `no or another value for ${name}`),
  },
  {
    id: 'waffle.E602',
    what: 'What is for the machine itself can be asked for from outside.',
    remedy: 'Refuse it in the site: location = PATH { return 404; }',
    find: (text) =>
      [httpPaths.liveness, httpPaths.readiness, httpPaths.metrics].filter(
        (path) => !text.includes(`location = ${path} { return 404; }`),
      ),
  },
  {
    id: 'waffle.E603',
    what: 'Requests are answered without TLS.',
    remedy: 'Lead port 80 to HTTPS: return 301 https://$host$request_uri;',
    find: (text) => when(!text.includes('return 301 https://$host$request_uri;'), 'no redirection'),
  },
  {
    id: 'waffle.E604',
    what: 'Broken versions of TLS are spoken.',
    remedy: 'ssl_protocols TLSv1.2 TLSv1.3;',
    find: (text) => {
      const protocols = /ssl_protocols ([^;]*);/.exec(text)?.[1] ?? 'the default';
      return when(!/^(TLSv1\.[23] ?)+$/.test(protocols), protocols);
    },
  },
  {
    id: 'waffle.W605',
    what: 'Browsers may come back without TLS.',
    remedy: 'add_header Strict-Transport-Security "max-age=15768000" always;',
    find: (text) => {
      const seconds = Number(/Strict-Transport-Security "max-age=(\d+)/.exec(text)?.[1] ?? 0);
      return when(seconds < halfAYearSeconds, `${seconds} seconds`);
    },
  },
  {
    id: 'waffle.W606',
    what: 'Nginx tells its version.',
    remedy: 'server_tokens off;',
    find: (text) => when(!text.includes('server_tokens off;'), 'server_tokens on'),
  },
  {
    id: 'waffle.W607',
    what: 'The access log keeps personal data.',
    remedy: 'Leave addresses, users and query strings out of log_format.',
    find: (text) => {
      const format = /log_format [^;]*;/.exec(text)?.[0] ?? '$request $remote_addr';
      return (
        format.match(/\$(request|request_uri|args|query_string|remote_addr|remote_user|http_\w+)\b/g) ?? []
      );
    },
  },
  {
    id: 'waffle.W608',
    what: 'A cookie of the application would lose what protects it.',
    remedy: 'Remove proxy_cookie_* and Set-Cookie from the files.',
    find: (text) => text.match(/proxy_cookie_\w+|add_header Set-Cookie/gi) ?? [],
  },
];
