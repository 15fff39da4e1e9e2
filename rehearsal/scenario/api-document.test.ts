import { describe, expect, test } from '@jest/globals';
import { type ApiDocument, countAnswers, findUnseenAnswers, refusedAlikeCalls } from './api-document';

const proofs = { token: 'abc', access: 'a.b.c' };
const responses = (...statuses: number[]) => Object.fromEntries(statuses.map((status) => [status, {}]));
const document: ApiDocument = {
  info: { version: '1' },
  paths: {
    '/api/v1/user/{id}/': { get: { security: [{ token: [] }], responses: responses(200, 301, 405, 500) } },
    '/api/v1/user/': {
      post: { security: [{}, { token: [] }], requestBody: {}, responses: responses(201, 400) },
    },
    '/': { get: { security: [], responses: responses(200) } },
  },
};
const got = (method: string, path: string, status: number) => ({ method, path, status });
const all = [
  got('GET', '/api/v1/user/7/', 200),
  got('GET', '/api/v1/user/1', 301),
  got('PATCH', '/api/v1/user/1/', 405),
  got('POST', '/api/v1/user/', 201),
  got('POST', '/api/v1/user/', 400),
  got('GET', '/', 200),
];

describe('a documented answer is seen', () => {
  test('when a call got it; what is broken inside nobody brings about', () => {
    expect(findUnseenAnswers(document, all)).toEqual([]);
    expect(countAnswers(document)).toBe(all.length);
  });

  test.each([
    [
      'GET /api/v1/user/{id}/ 200',
      [got('GET', '/api/v1/user/me/', 200), got('GET', '/api/v1/user/7/x/', 200)],
    ],
    ['GET /api/v1/user/{id}/ 301', [got('GET', '/api/v1/user/1/', 301)]],
    ['GET /api/v1/user/{id}/ 405', [got('PATCH', '/api/v1/user/', 405)]],
    ['POST /api/v1/user/ 201', [got('PUT', '/api/v1/user/', 201), got('POST', '/api/v1/user/', 200)]],
    ['GET / 200', [got('GET', '/docs/', 200)]],
  ])('%s: only then', (unseen, others) => {
    const answers = all.filter((_one, index) => index !== unseenIndex(unseen));
    expect(findUnseenAnswers(document, [...answers, ...others])).toEqual([unseen]);
  });

  const unseenIndex = (unseen: string) =>
    all.findIndex((one) => findUnseenAnswers(document, [one]).every((each) => each !== unseen));
});

test('a path may have several parameters, whatever their names', () => {
  const paths = { '/api/v1/a/{id}/b/{course}/': { delete: { security: [], responses: responses(200) } } };
  const several = { ...document, paths };
  expect(refusedAlikeCalls(several, proofs).map(({ ask }) => ask)).toEqual(['DELETE /api/v1/a/1/b/1/']);
  expect(findUnseenAnswers(several, [got('DELETE', '/api/v1/a/7/b/8/', 200)])).toEqual([]);
});

test('a write refuses the cookie from another site, a read does not', () => {
  const operation = { security: [{ token: [] }, { cookie: [] }], responses: responses(200) };
  const paths = { '/api/v1/todos/': { get: operation, post: operation } };
  const calls = refusedAlikeCalls({ ...document, paths }, proofs).filter(({ status }) => status === 403);
  expect(calls).toMatchObject([{ ask: 'POST /api/v1/todos/', headers: { cookie: 'access=a.b.c' } }]);
});

test('a path that has PATCH refuses POST', () => {
  const operation = { security: [], responses: responses(405) };
  const paths = { '/api/v1/todos/{id}/': { get: operation, patch: operation } };
  const calls = refusedAlikeCalls({ ...document, paths }, proofs).filter(({ status }) => status === 405);
  expect(new Set(calls.map(({ ask }) => ask))).toEqual(new Set(['POST /api/v1/todos/1/']));
});

describe('what all calls refuse', () => {
  const calls = refusedAlikeCalls(document, proofs).map(({ ask, status }) => `${status} ${ask}`);

  test.each([
    ['a foreign name, everywhere', ['400 GET /api/v1/user/1/', '400 POST /api/v1/user/', '400 GET /']],
    ['no token, where one is needed', ['401 GET /api/v1/user/1/']],
    [
      'another method and the path without slash, where that is documented',
      ['405 PATCH /api/v1/user/1/', '301 GET /api/v1/user/1'],
    ],
    ['bad bodies, where there is one', ['415 POST /api/v1/user/', '413 POST /api/v1/user/']],
  ])('%s', (_what, expected) => {
    const statuses = expected.map((call) => call.split(' ')[0]);
    const found = calls.filter((call) => statuses.includes(call.split(' ')[0]));
    expect(new Set(found)).toEqual(new Set(expected));
  });
});
