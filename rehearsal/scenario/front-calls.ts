import { httpPaths } from '../../contract';
import type { Call } from '../call';
import { notAuthenticated, notFound } from './refusals';

const hidden = [httpPaths.liveness, httpPaths.readiness, httpPaths.metrics, httpPaths.debug];
const secured = {
  'strict-transport-security': /^max-age=\d{7,}/,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
const confined = { ...secured, 'content-security-policy': /default-src 'none'.*script-src 'self'/ };
const ownId = 'f'.repeat(32);

/** What Nginx answers by itself, and what it does to the application's answers. */
export const frontCalls: readonly Call[] = [
  {
    ask: `GET ${httpPaths.static}robots.txt`,
    status: 200,
    withHeaders: secured,
  },
  { ask: `GET ${httpPaths.static}absent.txt`, status: 404, withHeaders: secured },
  { ask: 'GET /favicon.ico', status: 302, withHeaders: { location: /\/static\/favicon\.svg$/ } },
  { ask: 'GET /docs', status: 301, withHeaders: { location: httpPaths.docs } },
  {
    ask: `GET ${httpPaths.docs}`,
    status: 200,
    shows: /<title>/,
    withHeaders: { ...confined, 'content-type': 'text/html; charset=utf-8' },
  },
  { ask: `GET ${httpPaths.docs}openapi.json`, status: 200, withHeaders: confined },
  { ask: `GET ${httpPaths.docs}docs.js`, status: 200, withHeaders: confined },
  {
    ask: `GET ${httpPaths.docs}swagger-ui/swagger-ui.css`,
    status: 200,
    headers: { 'accept-encoding': 'gzip' },
    withHeaders: { ...confined, 'content-encoding': 'gzip', vary: 'Accept-Encoding' },
  },
  ...hidden.map((path) => ({ ask: `GET ${path}`, status: 404 })),
  { ask: 'GET /nowhere', ...notFound },
  { ask: 'GET nowhere/', ...notFound },
  {
    ask: 'GET seminar/',
    ...notAuthenticated(),
    headers: { 'x-request-id': ownId },
    withHeaders: {
      ...secured,
      server: 'nginx',
      'x-powered-by': undefined,
      'x-request-id': /^(?!f{32})[0-9a-f]{32}$/,
    },
  },
];
