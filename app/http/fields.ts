import { domainToASCII } from 'node:url';

import { type FieldErrors, InvalidFields } from '../errors';

/** Reads a value as a client sent it. Throws `FieldError`. */
export type Parse<T> = (value: unknown) => T;

/** What one field holds, and what it counts as when it is absent. */
export interface Field<T> {
  readonly parse: Parse<T>;
  readonly whenAbsent: () => T;
}

type Shape = Readonly<Record<string, Field<unknown>>>;
export type Values<S extends Shape> = { [Name in keyof S]: S[Name] extends Field<infer T> ? T : never };

class FieldError extends Error {}

export const required = <T>(parse: Parse<T>): Field<T> => ({
  parse,
  whenAbsent: () => fail('This field is required.'),
});

export const optional = <T, F>(parse: Parse<T>, fallback: F): Field<T | F> => ({
  parse,
  whenAbsent: () => fallback,
});

/** The fields of a body, each read by itself, so that all bad ones are known at once. */
export class Form<S extends Shape> {
  readonly errors: FieldErrors = {};
  /** The good ones. */
  readonly values: Partial<Values<S>> = {};

  constructor(body: unknown, shape: S) {
    const fields = asDictionary(body);
    for (const name of Object.keys(shape) as (keyof S & string)[]) this.#read(fields, name, shape[name]);
  }

  /** All values. Throws `InvalidFields` when one is bad. */
  complete(): Values<S> {
    refuseErrors(this.errors);
    return this.values as Values<S>;
  }

  #read(fields: Dictionary, name: keyof S & string, field: Field<unknown> | undefined): void {
    try {
      const value = this.#parse(fields, name, field as Field<Values<S>[typeof name]>);
      this.values[name] = value;
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      this.errors[name] = [error.message];
    }
  }

  #parse<T>(fields: Dictionary, name: string, { parse, whenAbsent }: Field<T>): T {
    if (!Object.hasOwn(fields, name)) return whenAbsent();
    if (fields[name] === null) fail('This field may not be null.');
    return parse(fields[name]);
  }
}

export function refuseErrors(errors: FieldErrors): void {
  if (Object.keys(errors).length > 0) throw new InvalidFields(errors);
}

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
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return typeof value === 'boolean' ? 'bool' : 'str';
}

const fail = (message: string): never => {
  throw new FieldError(message);
};

/** Text of at most `max` characters; outer spaces are cut off. */
export const text =
  (max: number, { blank = false } = {}): Parse<string> =>
  (value) =>
    checkText(asText(value).trim(), max, blank);

/** Text in which spaces count, and which is not only spaces. */
export const password =
  (max: number): Parse<string> =>
  (value) =>
    checkText(asText(value), max, false);

function asText(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') fail('Not a valid string.');
  return String(value);
}

function checkText(value: string, max: number, blank: boolean): string {
  if (!blank && value.trim() === '') fail('This field may not be blank.');
  if (value.includes('\0')) fail('Null characters are not allowed.');
  if ([...value].length > max) fail(`Ensure this field has no more than ${max} characters.`);
  return value;
}

/** Text that also satisfies `test`; `message` says what is wrong otherwise. */
export const matching =
  (parse: Parse<string>, test: (value: string) => boolean, message: string): Parse<string> =>
  (value) => {
    const parsed = parse(value);
    return test(parsed) ? parsed : fail(message);
  };

const mailbox = /^[\w!#$%&'*+/=?^`{}|~-]+(\.[\w!#$%&'*+/=?^`{}|~-]+)*$/;
const domain = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/i;

export const email = (max: number): Parse<string> =>
  matching(
    text(max),
    (value) => {
      const at = value.lastIndexOf('@');
      return mailbox.test(value.slice(0, Math.max(at, 0))) && domain.test(domainToASCII(value.slice(at + 1)));
    },
    'Enter a valid email address.',
  );

/** A whole number, or text that is one: `7`, `"7"`, `" 7 "`, `"7.0"`. */
export const integer =
  (min: number, max: number): Parse<number> =>
  (value) => {
    if (typeof value !== 'number' && typeof value !== 'string') fail('A valid integer is required.');
    const digits = String(value).trim().replace(/\.0*$/, '');
    if (!/^[+-]?\d{1,1000}$/.test(digits)) fail('A valid integer is required.');
    const number = Number(digits);
    if (number < min) fail(`Ensure this value is greater than or equal to ${min}.`);
    if (number > max) fail(`Ensure this value is less than or equal to ${max}.`);
    return number;
  };

const truths: readonly unknown[] = [true, 1, '1', 't', 'true', 'y', 'yes', 'on'];
const falsehoods: readonly unknown[] = [false, 0, '0', 'f', 'false', 'n', 'no', 'off'];

export const boolean: Parse<boolean> = (value) => {
  const plain = typeof value === 'string' ? value.trim().toLowerCase() : value;
  if (truths.includes(plain)) return true;
  return falsehoods.includes(plain) ? false : fail('Must be a valid boolean.');
};

export const choice =
  <T extends string>(choices: readonly T[]): Parse<T> =>
  (value) =>
    choices.find((candidate) => candidate === value) ??
    fail(`"${typeof value === 'string' ? value : JSON.stringify(value)}" is not a valid choice.`);

/** 24-hour `HH:MM`. */
export const time: Parse<string> = (value) =>
  typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(value)
    ? value
    : fail('Time has wrong format. Use one of these formats instead: hh:mm.');
