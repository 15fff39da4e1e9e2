import { expect, test } from '@jest/globals';

import { publicDocument } from '../../app/openapi/api';
import { capacityMarkdown, capacityOf, type CapacityReport } from './capacity-report';
import { kinds, linesOf, mixedRequests } from './request-mix';

const scene = { school: 1, boards: [1, 2], posts: Array.from({ length: 300 }, (_, index) => 300 - index) };

test('a hundred requests are of each kind what its share says, and of all kinds along the way', () => {
  expect(kinds.reduce((sum, { share }) => sum + share, 0)).toBe(100);
  const named = kinds.map((kind) => ({
    ...kind,
    request: () => ({ method: 'GET', path: kind.name }) as const,
  }));
  const count = (from: number, to: number) =>
    named.map(
      ({ name }) =>
        mixedRequests(100, scene, named)
          .slice(from, to)
          .filter(({ path }) => path === name).length,
    );
  expect(count(0, 100)).toEqual(kinds.map(({ share }) => share));
  expect(count(0, 50)).toEqual(kinds.map(({ share }) => expect.closeTo(share / 2, -0.3)));
});

test('each request is a documented call', () => {
  const documented = Object.entries(publicDocument('test').paths ?? {}).flatMap(([path, calls]) =>
    Object.keys(calls as object).map(
      (method) => `${method.toUpperCase()} ${path.replace(/\{\w+\}/g, '{id}')}`,
    ),
  );
  const asked = mixedRequests(400, scene).map(
    ({ method, path }) => `${method} /api/v1/${path.split('?')[0]?.replace(/\d+/, '{id}')}`,
  );
  expect([...new Set(asked)].filter((call) => !documented.includes(call))).toEqual([]);
});

test('a line has method, path, token and body', () => {
  const body = { title: '시험' };
  const lines = linesOf([{ method: 'POST', path: 'posts/?tag=시', body }], ['token']);
  expect(lines).toBe('POST\t/api/v1/posts/?tag=%EC%8B%9C\ttoken\t{"title":"시험"}');
});

const level = (connections: number, perSecond: number, p99Ms: number, refused = 0) => ({
  ...{
    connections,
    perSecond,
    p50Ms: 1,
    p99Ms,
    refused,
    bytesEach: 4_000,
    databaseCpuMs: 1,
    logBytesEach: 200,
  },
  cpuMs: { app: 1, nginx: 0.1, redis: 0.02 },
});

test('what is answered too late, or not at all, is not carried', () => {
  const report: CapacityReport = {
    ...{ startedAt: '2026-11-22T00:00:00.000Z', rounds: 3, secondsPerRound: 8, posts: 20_000, peakMiB: 100 },
    ...{ environment: {}, limits: { cpus: 1, memoryBytes: 1 }, kinds: [] },
    levels: [level(1, 100, 10), level(4, 300, 400), level(16, 500, 501), level(64, 900, 20, 1)],
  };
  expect(capacityOf(report)?.perSecond).toBe(300);
  expect(capacityMarkdown(report)).toContain('**300 requests a second**');
  expect(capacityOf({ levels: [level(1, 1, 900)] })).toBeUndefined();
});
