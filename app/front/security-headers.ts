import type { RequestListener } from 'node:http';

/** Of every answer, errors too; the same as in deployment/nginx/snippets/security-headers.conf, which says why. */
export const securityHeaders = {
  'Strict-Transport-Security': 'max-age=15768000',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
} as const;

const entries = Object.entries(securityHeaders);

/** What answers may replace one of them. */
export const withSecurityHeaders =
  (listener: RequestListener): RequestListener =>
  (request, response) => {
    for (const [name, value] of entries) response.setHeader(name, value);
    listener(request, response);
  };
