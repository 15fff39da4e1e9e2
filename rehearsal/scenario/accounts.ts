import { randomBytes } from 'node:crypto';
import { make } from '../call';
import type { ApiClient } from '../client';
import type { People } from './cast';

export interface Account {
  readonly id: number;
  readonly username: string;
  readonly password: string;
  readonly token: string;
}

type Fields = Readonly<Record<string, string>>;
type Encode = (fields: Fields) => unknown;

export const asJson: Encode = (fields) => fields;
export const asForm: Encode = (fields) => new URLSearchParams(fields);
export const asMultipart: Encode = (fields) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
};

export const makePassword = () => randomBytes(12).toString('base64url');

/** Each kind of body signs up and logs in. */
export async function signUpPeople(client: ApiClient): Promise<People> {
  return {
    instructor: await signUp(client, 'instructor', { company: 'Waffle Studio', year: '3' }),
    colleague: await signUp(client, 'instructor', { first_name: 'Ada', last_name: 'Lovelace' }, asForm),
    assistant: await signUp(client, 'instructor', {}, asMultipart),
    participant: await signUp(client, 'participant', { university: 'Example University', year: '' }),
    applicant: await signUp(client, 'participant', { accepted: 'no' }, asForm),
    staff: await signUp(client, 'participant'),
  };
}

/** Long names and addresses make a list that is worth compressing. */
export async function signUp(
  client: ApiClient,
  role: string,
  profile: Fields = {},
  encode = asJson,
): Promise<Account> {
  const username = `${role}-${randomBytes(64).toString('hex')}`;
  const password = makePassword();
  const body = encode({
    username,
    password,
    email: `${username.slice(0, 64)}@example.com`,
    role,
    ...profile,
  });
  const shows = { username, token: /^[0-9a-f]{40}$/ };
  const answer = await make(client, { ask: 'POST user/', body, status: 201, shows });
  return { username, password, ...answer.json<{ id: number; token: string }>() };
}

/** Password and token answer for each other. */
export async function logIn(
  client: ApiClient,
  { username, password, token }: Account,
  encode = asJson,
): Promise<void> {
  const body = encode({ username, password });
  await make(client, { ask: 'PUT user/login/', body, status: 200, shows: { username, token } });
}
