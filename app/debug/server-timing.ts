import type { RecordedRequest } from './request-recorder';

/** Value of `Server-Timing`, which the network panel of a browser draws. */
export function serverTiming({ startMs, queries, cache }: RecordedRequest): string {
  const parts = [
    entry('total', performance.now() - startMs),
    entry('sql', sumMs(queries), counted(queries.length, 'query', 'queries')),
    ...(cache.length > 0 ? [entry('cache', sumMs(cache), outcomes(cache))] : []),
  ];
  return parts.join(', ');
}

const entry = (name: string, ms: number, description?: string) =>
  `${name}${description === undefined ? '' : `;desc="${description}"`};dur=${ms.toFixed(1)}`;

export const sumMs = (parts: readonly { readonly ms: number }[]) =>
  parts.reduce((sum, { ms }) => sum + ms, 0);

export const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

const outcomes = (cache: RecordedRequest['cache']) =>
  [...new Set(cache.map(({ outcome }) => outcome))].join(' ');
