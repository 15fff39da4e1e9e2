import { domainToASCII } from 'node:url';

// The small build: the other one adds 150 KB and 10 ms to every start.
import * as z from 'zod/mini';

import { type FieldErrors, InvalidFields } from '../errors';
import { nameKey } from '../platform/name-key';

/** What is no field of ours is ignored. */
const open = z.meta({ additionalProperties: true });

/**
 * The fields of a request body. Each type is a schema that reads what clients send (numbers as text, any spelling of a
 * truth) and whose JSON schema shows what it makes of it (`io: 'output'`).
 */
export const fields = <S extends z.core.$ZodLooseShape>(shape: S) => z.object(shape).check(open);

/** As `fields`, none required. */
export const partial = <S extends z.core.$ZodLooseShape>(shape: S) => z.partial(z.object(shape)).check(open);

/** An absent field is absent, never undefined. */
export type FieldValues<S extends z.ZodMiniType> = {
  [Name in keyof z.output<S>]: Exclude<z.output<S>[Name], undefined>;
};

/** All values of a body. Throws `InvalidFields` that name all bad ones at once, `refused` among them. */
export function readFields<S extends z.ZodMiniType>(
  schema: S,
  body: unknown,
  refused: FieldErrors = {},
): FieldValues<S> {
  const { data, error } = schema.safeParse(asDictionary(body));
  const errors = { ...refused, ...(error && firstMessages(error)) };
  if (Object.keys(errors).length > 0) throw new InvalidFields(errors);
  return data as FieldValues<S>;
}

function firstMessages({ issues }: z.core.$ZodError): FieldErrors {
  const errors: FieldErrors = {};
  for (const { path, message } of issues) errors[String(path[0])] ??= [located(path.slice(1), message)];
  return errors;
}

/** Of a part of a list, where in it. */
const located = (path: readonly PropertyKey[], message: string) =>
  path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`;

export type Dictionary = Readonly<Record<string, unknown>>;

/** The body as a dictionary. Throws `InvalidFields` when it is something else. */
export function asDictionary(body: unknown): Dictionary {
  if (isDictionary(body)) return body;
  const message =
    body === null ? 'No data provided' : `Invalid data. Expected a dictionary, but got ${typeName(body)}.`;
  throw new InvalidFields({ non_field_errors: [message] });
}

export const isDictionary = (body: unknown): body is Dictionary =>
  typeof body === 'object' && body !== null && !Array.isArray(body);

/** As the clients' original service names types. */
function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object') return 'dict';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return typeof value === 'boolean' ? 'bool' : 'str';
}

/** What a field says of a value that is absent, null or of another type. */
export const expected = (message: string | ((input: unknown) => string)) => ({
  error: ({ input }: { input?: unknown }) => {
    if (input === undefined) return 'This field is required.';
    if (input === null) return 'This field may not be null.';
    return typeof message === 'string' ? message : message(input);
  },
});

/** Reads first and checks then: the schema refuses what `read` could make nothing of. */
export const reading = <S extends z.core.$ZodType>(read: (value: unknown) => unknown, schema: S) =>
  z.pipe(z.transform(read), schema);

/** Text of at most `max` characters; outer spaces are cut off. */
export const text = (max: number, { blank = false } = {}) =>
  reading((value) => trimmed(numberAsText(value)), textSchema(max, blank));

/** Text that is unique by its `nameKey`, whose column is as long: one character may become several in it. */
export const name = (max: number) =>
  reading((value) => composed(trimmed(numberAsText(value))), textSchema(max, false)).check(
    z.refine((value) => [...nameKey(value)].length <= max, tooLong(max)),
  );

/** Several such names; blank ones, which forms send, are none. */
export const names = (max: number, maxCount: number) =>
  reading(
    withoutBlanks,
    z
      .array(name(max), expected('Expected a list of items.'))
      .check(z.maxLength(maxCount, `Ensure this field has no more than ${maxCount} elements.`)),
  );

const withoutBlanks = (value: unknown) =>
  Array.isArray(value) ? value.filter((one) => typeof one !== 'string' || one.trim() !== '') : value;

/** Text in which spaces count, and which is not only spaces. */
export const password = (max: number) => reading(numberAsText, textSchema(max, false));

const textSchema = (max: number, blank: boolean) =>
  z.string(expected('Not a valid string.')).check(
    z.refine((value) => blank || value.trim() !== '', 'This field may not be blank.'),
    z.refine((value) => !value.includes('\0'), 'Null characters are not allowed.'),
    // Characters are those of JSON Schema and of the database, not UTF-16 units.
    z.refine((value) => [...value].length <= max, tooLong(max)),
    z.meta({ ...(!blank && { minLength: 1 }), maxLength: max }),
  );

const tooLong = (max: number) => `Ensure this field has no more than ${max} characters.`;

const numberAsText = (value: unknown) => (typeof value === 'number' ? String(value) : value);
const trimmed = (value: unknown) => (typeof value === 'string' ? value.trim() : value);

/** One way to write each character, of those that Unicode has. */
const composed = (value: unknown) => (typeof value === 'string' ? value.normalize('NFC') : value);

/** A list of at most `max` items, in a form as JSON. */
export const jsonList = <S extends z.ZodMiniType>(item: S, max: number) =>
  reading(
    listOfText,
    z
      .array(item, expected('Expected a list of items.'))
      .check(z.maxLength(max, `Ensure this field has no more than ${max} items.`)),
  );

function listOfText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

const mailbox = /^[\w!#$%&'*+/=?^`{}|~-]+(\.[\w!#$%&'*+/=?^`{}|~-]+)*$/;
const domain = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/i;

export const email = (max: number) =>
  text(max).check(z.refine(isEmail, 'Enter a valid email address.'), z.meta({ format: 'email' }));

function isEmail(value: string): boolean {
  const at = value.lastIndexOf('@');
  return mailbox.test(value.slice(0, Math.max(at, 0))) && domain.test(domainToASCII(value.slice(at + 1)));
}

/** A whole number, or text that is one: `7`, `"7"`, `" 7 "`, `"7.0"`. */
export const integer = (min: number, max: number) =>
  reading(
    wholeNumber,
    z
      .int(expected('A valid integer is required.'))
      .check(
        z.gte(min, `Ensure this value is greater than or equal to ${min}.`),
        z.lte(max, `Ensure this value is less than or equal to ${max}.`),
      ),
  );

/** Of a row: whether there is one is found out by looking. */
export const rowId = () => integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);

/** The same, or null for none; a form, which knows no null, leaves it empty. */
export const rowIdOrNull = () =>
  reading(
    (value) => (value === '' ? null : wholeNumber(value)),
    z.nullable(z.int('A valid integer is required.')),
  );

function wholeNumber(value: unknown): unknown {
  if (typeof value !== 'number' && typeof value !== 'string') return value;
  const digits = String(value).trim().replace(/\.0*$/, '');
  if (!/^[+-]?\d{1,1000}$/.test(digits)) return value;
  // However many digits, it is a number that is too large.
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Number(digits)));
}

const truths: readonly unknown[] = [true, 1, '1', 't', 'true', 'y', 'yes', 'on'];
const falsehoods: readonly unknown[] = [false, 0, '0', 'f', 'false', 'n', 'no', 'off'];

export const boolean = () => reading(truth, z.boolean(expected('Must be a valid boolean.')));

function truth(value: unknown): unknown {
  const plain = typeof value === 'string' ? value.trim().toLowerCase() : value;
  if (truths.includes(plain)) return true;
  return falsehoods.includes(plain) ? false : value;
}

export const choice = <T extends string>(choices: readonly T[]) =>
  z.enum(
    choices,
    expected((input) => `"${shown(input)}" is not a valid choice.`),
  );

/** What is nested may be nested too deep to be shown. */
const shown = (value: unknown) => (typeof value === 'object' ? typeName(value) : String(value));

const wrongTime = 'Time has wrong format. Use one of these formats instead: hh:mm.';

/** 24-hour `HH:MM`. */
export const time = () =>
  z.string(expected(wrongTime)).check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, wrongTime));

const wrongDate = 'Date has wrong format. Use one of these formats instead: YYYY-MM-DD.';

/** A day of the calendar that there is, as `YYYY-MM-DD`; MySQL knows those since the year 1000. */
export const date = () =>
  z.iso.date(expected(wrongDate)).check(z.refine((value) => value >= '1000-01-01', wrongDate));

const wrongMonth = 'Month has wrong format. Use one of these formats instead: YYYY-MM.';

/** A month as `YYYY-MM`, of the years that MySQL knows. */
export const month = () =>
  z.string(expected(wrongMonth)).check(z.regex(/^[1-9]\d{3}-(0[1-9]|1[0-2])$/, wrongMonth));
