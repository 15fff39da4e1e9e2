import { invalidTogether } from '../../errors';
import {
  asDictionary,
  boolean,
  choice,
  email,
  Form,
  integer,
  isDictionary,
  matching,
  optional,
  password,
  refuseErrors,
  required,
  text,
} from '../../http/fields';
import { isUsername, maxUsernameCharacters, usernameKey } from './username';

export const roles = ['participant', 'instructor'] as const;
export type Role = (typeof roles)[number];

const username = matching(
  matching(
    text(maxUsernameCharacters),
    isUsername,
    'Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.',
  ),
  // One character may become several in the key, whose column is as long as the name's.
  (value) => [...usernameKey(value)].length <= maxUsernameCharacters,
  `Ensure this field has no more than ${maxUsernameCharacters} characters.`,
);

const accountFields = {
  username: required(username),
  password: required(password(128)),
  email: required(email(254)),
  role: required(choice(roles)),
  first_name: optional(text(150, { blank: true }), ''),
  last_name: optional(text(150, { blank: true }), ''),
};

const participantFields = {
  university: optional(text(50, { blank: true }), ''),
  accepted: optional(boolean, true),
};

const instructorFields = {
  company: optional(text(50, { blank: true }), ''),
  year: optional(integer(0, 65_535), null),
};

/** What a sign-up holds; the fields of the role that it does not ask for have their defaults, whatever the body says. */
export class SignUpForm {
  readonly account;
  readonly #participant;
  readonly #instructor;

  constructor(body: unknown) {
    const { role } = asDictionary(body);
    this.account = new Form(body, accountFields);
    this.#participant = new Form(role === 'participant' ? body : {}, participantFields);
    this.#instructor = new Form(role === 'instructor' ? body : {}, instructorFields);
  }

  /** Throws `InvalidFields` with all bad fields, or when the names do not go together. */
  complete() {
    refuseErrors({ ...this.account.errors, ...this.#participant.errors, ...this.#instructor.errors });
    const account = this.account.complete();
    checkNames(account);
    return { ...account, ...this.#participant.complete(), ...this.#instructor.complete() };
  }
}

export type SignUp = ReturnType<SignUpForm['complete']>;

/** Throws unless there are both names, of letters alone, or neither. */
function checkNames({ first_name, last_name }: { first_name: string; last_name: string }): void {
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
