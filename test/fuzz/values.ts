import fc, { type Arbitrary } from 'fast-check';

import type { JsonSchema } from '../../app/openapi/document';

/** Values that a schema allows, numbers and truths in the spellings that the API takes too. */
export function spellingsOf(schema: JsonSchema): Arbitrary<unknown> {
  const { type, minimum = 0, maximum = 0, minLength = 0, maxLength = 20 } = schema as Limits;
  if (schema.enum) return fc.constantFrom(...(schema.enum as unknown[]));
  if (type === 'array') return fc.array(spellingsOf(schema.items as JsonSchema), { maxLength: 3 });
  if (type === 'object') return recordOf(schema);
  if (type === 'boolean') return fc.constantFrom<unknown>(...truths);
  if (type === 'integer') return fc.integer({ min: minimum, max: maximum }).chain(spellingsOfNumber);
  if (schema.format === 'email') return fc.emailAddress();
  if (schema.format === 'date') return days;
  if (schema.format === 'emoji') return fc.constantFrom('🧇', '👍🏽', '❤', '👨‍👩‍👧‍👦', '🇰🇷');
  if (schema.pattern) return fc.stringMatching(new RegExp(String(schema.pattern)));
  return fc
    .string({ unit: 'grapheme', minLength, maxLength, size: 'max' })
    .filter((text) => [...text.trim()].length >= minLength && [...text].length <= maxLength);
}

const recordOf = ({ properties }: JsonSchema): Arbitrary<unknown> =>
  fc.record(
    Object.fromEntries(
      Object.entries(properties as Record<string, JsonSchema>).map(([name, one]) => [name, spellingsOf(one)]),
    ),
  );

interface Limits {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

const days = fc.constantFrom('1000-01-01', '2024-02-29', '2026-11-22', '9999-12-31');

const truths = [true, false, 1, 0, '1', '0', 't', 'F', 'TRUE', 'False', 'y', 'N', 'Yes', 'nO', 'on', 'OFF'];

const spellingsOfNumber = (value: number) =>
  fc.constantFrom<unknown>(value, String(value), ` ${value} `, `${value}.0`, `+${value}`);

/** What a client sends by mistake: the wrong type, one too many, the number just beyond. */
export const mistakes: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    [],
    {},
    ['a'],
    '',
    ' ',
    'null',
    'undefined',
    'NaN',
    'tru',
    '2',
    'maybe',
  ),
  fc.constantFrom<unknown>(-1, 0, 1, 65_535, 65_536, 2 ** 31 - 1, 2 ** 31, 2 ** 53, 1.5, -0, 1e21, 1e308),
  fc.constantFrom<unknown>(
    '-1',
    '0',
    ' 7 ',
    '7.0',
    '7.5',
    '1e3',
    '0x10',
    '٣',
    '１',
    '65536',
    '9'.repeat(400),
  ),
  fc.constantFrom<unknown>('24:00', '1130', '12', '14:30:00', '9:05', ' 14:30', '14:30\n', '00:60', '23:59'),
  fc.constantFrom<unknown>('2026-02-29', '0999-12-31', '2026-1-2', '20261122', '2026-11-22T00:00:00Z'),
  fc.constantFrom<unknown>('a@', '@a', 'a@b', 'a b@example.com', 'a@b..c', 'ü@example.com', 'a@exämple.com'),
  fc.constantFrom(50, 51, 128, 129, 150, 151, 254, 255).map((length) => 'x'.repeat(length)),
  fc.constantFrom(50, 51, 150, 151).map((length) => '🧇'.repeat(length)),
  fc.jsonValue({ maxDepth: 2 }),
);

/** What nobody sends by mistake. */
export const attacks: Arbitrary<unknown> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'binary-ascii', maxLength: 60 }),
  fc.constantFrom(
    '\0',
    'a\0b',
    '\ud800',
    'a\udfff',
    '\ud800'.repeat(60),
    '\uffff',
    '\ufeffada',
    '\u202eada',
    'İ',
    'ß',
    'ﬃ'.repeat(150),
  ),
  fc.constantFrom(
    "' OR 1=1 --",
    '"; DROP TABLE User; --',
    '\\',
    '%',
    '_',
    '%_\\%',
    '${7*7}',
    '{{7*7}}',
    '<script>',
    '../../etc/passwd',
  ),
  fc.constantFrom('e\u0301'.repeat(80), 'a' + '\u0301'.repeat(300), '👩‍👩‍👧‍👦'.repeat(10), '𝕒𝕕𝕒', 'K'),
  fc.constantFrom<unknown>({ $ne: null }, { toString: null }, { length: -1 }, [[[[]]]], {
    __proto__: null,
    valueOf: 1,
  }),
  fc.constantFrom(1_000, 10_000, 90_000).map((length) => 'a'.repeat(length)),
  fc.constantFrom<unknown>(
    Number.MAX_VALUE,
    -Number.MAX_VALUE,
    5e-324,
    '1'.repeat(5_000),
    `${'1'.repeat(999)}.0`,
    '-'.repeat(99),
  ),
);

/** Names that mean something to JavaScript, or to nobody. */
export const attackNames: Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    '',
    '0',
    'id',
    'token',
    'non_field_errors',
  ),
  fc.constantFrom('a[b]', 'a[]', '__proto__[x]', 'a.b', '$where', '\0', '\ud800', '🧇'),
  fc.constantFrom(300, 20_000).map((length) => 'k'.repeat(length)),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
