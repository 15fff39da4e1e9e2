import { once } from 'node:events';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type Call, includes, make } from './call';
import type { Answer, Message } from './client';

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
