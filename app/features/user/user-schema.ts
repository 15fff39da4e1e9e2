import * as z from 'zod/mini';

import { type FieldErrors, invalidTogether } from '../../errors';
import {
  asDictionary,
  boolean,
  choice,
  type Dictionary,
  email,
  fields,
  type FieldValues,
  integer,
  isDictionary,
  partial,
  password,
  readFields,
  rowIdOrNull,
  text,
} from '../../http/fields';
import { isUsername, maxUsernameCharacters, usernameKey } from './username';

export const roles = ['participant', 'instructor'] as const;
export type Role = (typeof roles)[number];

const username = text(maxUsernameCharacters).check(
  z.refine(
    isUsername,
    'Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.',
  ),
  // One character may become several in the key, whose column is as long as the name's.
  z.refine(
    (value) => [...usernameKey(value)].length <= maxUsernameCharacters,
    `Ensure this field has no more than ${maxUsernameCharacters} characters.`,
  ),
  z.meta({
    description: 'Letters of any script, digits and `@ . + - _`; unique whatever the letter case.',
    examples: ['ada'],
  }),
);

const name = () => text(150, { blank: true }).check(z.meta({ description: 'Both names or neither.' }));

const account = {
  username,
  password: password(128).check(z.meta({ format: 'password' })),
  email: email(254).check(z.meta({ examples: ['ada@example.com'] })),
  role: choice(roles),
  first_name: z.optional(name()),
  last_name: z.optional(name()),
};

/** What only users of a role have. */
const profiles = {
  participant: {
    university: z.optional(text(50, { blank: true }).check(z.meta({ description: 'Of a participant.' }))),
    accepted: z.optional(boolean().check(z.meta({ description: 'Of a participant; true when absent.' }))),
  },
  instructor: {
    company: z.optional(text(50, { blank: true }).check(z.meta({ description: 'Of an instructor.' }))),
    year: z.optional(integer(0, 65_535).check(z.meta({ description: 'Of an instructor.' }))),
  },
};

const ofSchool = {
  school: rowIdOrNull().check(z.meta({ description: 'Of a school; another one takes the department away.' })),
  department: rowIdOrNull().check(z.meta({ description: 'Of a department of that school; null for none.' })),
  picture: rowIdOrNull().check(z.meta({ description: 'Of a picture of one’s own; null for none.' })),
};
const profile = { nickname: text(30, { blank: true }), ...ofSchool };

const { accepted, ...changeable } = { ...profiles.participant, ...profiles.instructor };

/** A sign-up. */
export const signUpBody = fields({ ...account, accepted, ...changeable });

/** A change of one's own user; a valid role is read and ignored. */
export const userUpdateBody = partial({ ...account, ...changeable, ...profile });

/** A second role for an instructor. */
export const participantBody = fields(profiles.participant);

/** A login; one that is anything else is refused like a wrong one. */
export const loginBody = fields({ username: z.string(), password: z.string() });

export type SignUp = FieldValues<typeof signUpBody>;
export type UserUpdate = FieldValues<typeof userUpdateBody>;

/** Throws `InvalidFields` with all bad fields and `refused`, or when the names do not go together. */
export function readSignUp(body: unknown, refused: FieldErrors): SignUp {
  const values = asDictionary(body);
  const signUp = readFields(signUpBody, withoutOtherRoles(values, [values.role]), refused);
  checkNames(signUp);
  return signUp;
}

/** As `readSignUp`, of a user who has these roles. */
export function readUserUpdate(body: unknown, held: readonly Role[], refused: FieldErrors): UserUpdate {
  const update = readFields(userUpdateBody, withoutOtherRoles(asDictionary(body), held), refused);
  checkNames(update);
  return update;
}

export const readParticipant = (body: unknown) => readFields(participantBody, body);

/** Clients send the fields of the other role too, with any value. */
function withoutOtherRoles(body: Dictionary, held: readonly unknown[]): Dictionary {
  const others = roles.filter((role) => !held.includes(role));
  const ignored = others.flatMap((role) => Object.keys(profiles[role]));
  return Object.fromEntries(Object.entries(body).filter(([field]) => !ignored.includes(field)));
}

/** The user name that a body gives; undefined without a good one. */
export const readUsername = (body: unknown) => username.safeParse(asDictionary(body).username).data;

export type References = { readonly [Name in keyof typeof ofSchool]?: number | null | undefined };

/** Of what a body refers to, that which could be an id. */
export function readReferences(body: unknown): References {
  const values = asDictionary(body);
  const read = Object.entries(ofSchool).map(
    ([name, field]) => [name, field.safeParse(values[name]).data] as const,
  );
  return Object.fromEntries(read.filter(([, value]) => value !== undefined));
}

/** Throws unless there are both names, of letters alone, or neither. */
function checkNames({ first_name = '', last_name = '' }: UserUpdate): void {
  if ((first_name === '') !== (last_name === '')) {
    throw invalidTogether('First name and last name should appear together.');
  }
  if (![first_name, last_name].every(isName)) {
    throw invalidTogether('First name or last name should not have number.');
  }
}

/** A letter may carry marks, which many scripts write vowels with. */
const isName = (name: string) => /^(\p{L}\p{M}*)*$/u.test(name);

/** User name and password of a login; undefined when it cannot be one. */
export function readLogin(body: unknown): { username: string; password: string } | undefined {
  if (!isDictionary(body)) return undefined;
  const { username: name, password: secret } = body;
  if (!isText(name) || !isText(secret)) return undefined;
  return { username: String(name).trim(), password: String(secret) };
}

/** Sign-up takes a number for a text too. */
const isText = (value: unknown) => typeof value === 'string' || typeof value === 'number';
