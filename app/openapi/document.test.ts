import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

import { run } from '../../bin/io/run';
import { httpPaths } from '../../contract';
import { listRoutes } from '../../test/helpers/routes';
import { TestApi } from '../../test/helpers/test-api';
import { findEmoji } from '../features/diary/emoji';
import { publicDocument, wholeDocument } from './api';
import type { ApiDocument, MediaType, OperationObject } from './document';

const document = wholeDocument('20261121T101500Z-1a2b3c4d');
const operations = Object.values(document.paths).flatMap((item) => Object.values(item) as OperationObject[]);
const callsOf = ({ paths }: ApiDocument) =>
  Object.entries(paths).flatMap(([template, item]) =>
    Object.keys(item).map((method) => `${method} ${template}`),
  );

describe('the document', () => {
  test.each([
    ['for clients', publicDocument('1')],
    ['for the tests', document],
  ])('%s is OpenAPI 3.1', async (_, input) => {
    const program = path.join(__dirname, '../../test/helpers/validate-openapi.mjs');
    const { stdout } = await run([process.execPath, program], { input: JSON.stringify(input) });
    expect(JSON.parse(stdout)).toEqual({ valid: true, version: '3.1' });
  });

  test('has the release as its version', () => {
    expect(document.info.version).toBe('20261121T101500Z-1a2b3c4d');
  });

  test('names each call once', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('hides from clients what only the machine itself may ask, and what Nginx answers', () => {
    const shown = callsOf(publicDocument('1'));
    const hidden = callsOf(document).filter((call) => !shown.includes(call));
    expect(hidden).toEqual([
      `get ${httpPaths.media}{name}`,
      `get ${httpPaths.liveness}`,
      `get ${httpPaths.readiness}`,
      `get ${httpPaths.metrics}`,
    ]);
  });

  test('gives examples that match their schemas', () => {
    const ajv = new Ajv2020({ strict: false }).addSchema(document, 'api');
    addFormats(ajv).addFormat('emoji', (text: string) => findEmoji(text) === text);
    const wrong = operations.flatMap(mediaTypes).filter(({ schema, examples = {} }) => {
      const validate = ajv.compile(inDocument(schema));
      return Object.values(examples).some(({ value }) => !validate(value));
    });
    expect(wrong).toEqual([]);
  });
});

describe('the routes', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start();
  });
  afterAll(() => api.stop());

  test('are those of the document', () => {
    const routes = listRoutes(api.container.app);
    expect(routes).toEqual(callsOf(document).sort());
  });

  test.each([
    ['PATCH', '/', 405],
    ['DELETE', '/readyz', 405],
    ['PATCH', '/nowhere', 404],
    ['PATCH', 'seminar/', 401],
    ['GET', 'seminar', 301],
  ])('answer %s %s with %i as documented', async (method, path, status) => {
    expect(await api.call(method, path)).toMatchObject({ status });
  });

  const form = 'application/x-www-form-urlencoded';
  test.each([
    ['a charset that nobody knows', 415, { 'Content-Type': 'application/json; charset=klingon' }, '{}'],
    ['an encoding that nobody knows', 415, { 'Content-Type': form, 'Content-Encoding': 'zip' }, 'a=b'],
    ['a compressed body that is none', 400, { 'Content-Type': form, 'Content-Encoding': 'gzip' }, 'a=b'],
    ['more fields than a form may have', 413, { 'Content-Type': form }, 'a&'.repeat(1_001)],
    ['a multipart body without boundary', 400, { 'Content-Type': 'multipart/form-data' }, 'a'],
  ])('refuse %s as documented, with %i', async (_, status, headers, body) => {
    // `call` compares the answer with the document.
    expect(await api.call('POST', 'user/', { headers, body })).toMatchObject({ status });
  });
});

const mediaTypes = ({ responses, requestBody }: OperationObject): MediaType[] =>
  [...Object.values(responses), ...(requestBody ? [requestBody] : [])].flatMap(({ content }) =>
    Object.values(content ?? {}),
  );

/** References lead into the document. */
const inDocument = (schema: object): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/'));
