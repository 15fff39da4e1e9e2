import { expect, test } from '@jest/globals';

import { describeError, withoutValues } from './describe-error';

test.each([
  ["Duplicate entry 'ada' for key 'User.username'", "Duplicate entry '…'"],
  ["Duplicate entry 'O'Brien' for key 'User.username'", "Duplicate entry '…'"],
  ["Table 'waffle.Token' doesn't exist", "Table '…' doesn't exist"],
  [
    'Unexpected token \'a\', "{"password":"x"}" is not valid JSON',
    'Unexpected token \'…\', "…" is not valid JSON',
  ],
  [
    "(conn:7) Unknown column\nsql: SELECT * FROM t WHERE a = ? - parameters:['ada']",
    '(conn:7) Unknown column',
  ],
  ["Too long sql: SELECT 1 - parameters:['ada']", 'Too long'],
  [
    '\nInvalid `prisma.user.create()` invocation:\n\n\nThe table `Token` does not exist.',
    'The table `Token` does not exist.',
  ],
  ["\nInvalid `prisma.user.create()` invocation:\n\n\nRefused 'a\nb' for key 'c'", "Refused '…'"],
  ['connect ECONNREFUSED 127.0.0.1:3306', 'connect ECONNREFUSED 127.0.0.1:3306'],
])('%j is logged as %j', (message, logged) => {
  expect(withoutValues(message)).toBe(logged);
});

test('an error is logged with type, code, place and cause, and nothing else it carries', () => {
  const cause = Object.assign(new RangeError("value 'ada'"), { sql: 'ada', parameters: ['ada'] });
  const error = Object.assign(new Error("for 'ada'\nada", { cause }), {
    code: 'P2002',
    meta: { target: 'ada' },
  });
  const described = describeError(error);
  expect(described).toMatchObject({ type: 'Error', code: 'P2002', cause: { type: 'RangeError' } });
  expect(described.stack).toMatch(/^at .*describe-error\.test\.ts/);
  expect(JSON.stringify(described)).not.toContain('ada');
});

test('what is thrown and no error is not shown', () => {
  expect(JSON.stringify(describeError('ada'))).not.toContain('ada');
});

test('causes in a circle come to an end', () => {
  const error = new Error('outer');
  error.cause = error;
  expect(JSON.stringify(describeError(error)).match(/"cause"/g)).toHaveLength(3);
});
