import { describe, expect, test } from '@jest/globals';
import { type Call, includes, make, makeSoon } from './call';
import type { Message } from './client';

describe('includes', () => {
  test.each([
    ['the same text', 'a', 'a', true],
    ['another text', 'a', 'b', false],
    ['a number for its text', 1, '1', false],
    ['a text like its pattern', 'W/"x"', /^W\//, true],
    ['a text unlike its pattern', '"x"', /^W\//, false],
    ['a number like a pattern', 7, /7/, false],
    ['more fields than expected', { id: 1, name: 'x' }, { id: 1 }, true],
    ['fewer fields than expected', { id: 1 }, { id: 1, name: 'x' }, false],
    ['null for a field', { charge: null }, { charge: null }, true],
    ['null for an object', { charge: null }, { charge: {} }, false],
    ['a field that has to be absent', { token: 'x' }, { token: undefined }, false],
    ['no such field', { id: 1 }, { token: undefined }, true],
    ['a list of parts', [{ id: 2, name: 'x' }, { id: 1 }], [{ id: 2 }, { id: 1 }], true],
    ['a list in another order', [{ id: 1 }, { id: 2 }], [{ id: 2 }, { id: 1 }], false],
    ['a longer list', [1, 2], [1], false],
    ['a list for an empty one', [1], [], false],
    ['an object for a list', { 0: 1, length: 1 }, [1], false],
    ['nothing for an object', undefined, {}, false],
  ])('%s', (_what, got, expected, verdict) => {
    expect(includes(got, expected)).toBe(verdict);
  });
});

describe('make', () => {
  const answering = (status: number, text: string, headers = {}) => ({
    send: () => Promise.resolve({ status, text, headers, json: <T>() => JSON.parse(text) as T }),
  });
  const call: Call = { ask: 'GET user/1/', status: 200, shows: { id: 1 }, withHeaders: { vary: /Encoding/ } };
  const vary = { vary: 'Accept-Encoding' };

  test('returns the answer that was expected', async () => {
    const { text } = await make(answering(200, '{"id":1,"name":"x"}', vary), call);
    expect(text).toBe('{"id":1,"name":"x"}');
  });

  test.each([
    ['status', answering(404, '{"id":1}', vary), 'GET user/1/: got 404 {"vary":"Accept-Encoding"} {"id":1}'],
    ['body', answering(200, '{"id":2}', vary), '{"id":2}, expected {"status":200'],
    ['body that is no JSON', answering(200, '<html>', vary), '<html>, expected'],
    [
      'header',
      answering(200, '{"id":1}'),
      'expected {"status":200,"headers":{"vary":"/Encoding/"},"body":{"id":1}}',
    ],
  ])('names what it got and what it expected: another %s', async (_what, client, message) => {
    await expect(make(client, call)).rejects.toThrow(message);
  });

  test.each([
    ['PUT user/me/', 'PUT', '/api/v1/user/me/'],
    ['GET /docs/', 'GET', '/docs/'],
  ])('sends %s with its body, token and headers alone', async (ask, method, path) => {
    const sent: unknown[] = [];
    const send = (...request: [string, string, Message?]) => {
      sent.push(...request);
      return answering(200, '').send();
    };
    await make(
      { send },
      { ask, token: 'x', body: { a: 1 }, headers: { accept: '*/*' }, status: 200, shows: '' },
    );
    expect(sent).toEqual([method, path, { token: 'x', body: { a: 1 }, headers: { accept: '*/*' } }]);
  });
});

test('a call that is answered so only later is made again', async () => {
  const texts = ['1', '2', '3'];
  const send = () => {
    const text = texts.shift() ?? '';
    return Promise.resolve({ status: 200, text, headers: {}, json: <T>() => JSON.parse(text) as T });
  };
  expect((await makeSoon({ send }, { ask: 'GET /', status: 200, shows: '3' })).text).toBe('3');
});
