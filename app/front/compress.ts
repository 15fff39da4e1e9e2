import { constants } from 'node:zlib';

import type { RequestHandler } from 'express';

/** Those of Nginx (`gzip_types` in deployment/nginx/nginx.conf, and HTML, which it always compresses), and JavaScript's newer name. */
export const compressedTypes = [
  ...['application/json', 'application/javascript', 'text/javascript'],
  ...['text/css', 'text/html', 'text/plain', 'image/svg+xml'],
] as const;

/** In bytes; less is sent as it is. */
const leastBytes = 1024;

let compressor: Promise<RequestHandler> | undefined;

/** Compresses what clients accept so; a body that comes compressed stays as it is. */
export const compress: RequestHandler = async (request, response, next) => {
  compressor ??= loadCompressor();
  (await compressor)(request, response, next);
};

/** The library comes with the first request: behind Nginx nobody waits for it. */
async function loadCompressor(): Promise<RequestHandler> {
  const { default: compression } = await import('compression');
  return compression({
    level: constants.Z_BEST_SPEED,
    threshold: leastBytes,
    filter: (_request, response) => isCompressed(String(response.getHeader('Content-Type') ?? '')),
  });
}

const isCompressed = (contentType: string) =>
  compressedTypes.some((type) => contentType.split(';')[0]?.trim() === type);
