import fc, { type Arbitrary } from 'fast-check';

import { wholeDocument } from '../../app/openapi/api';
import type { JsonSchema, OperationObject } from '../../app/openapi/document';
import type { Draft, Encoding, Fields } from './draft';
import { spellingsOf } from './values';

export interface ApiCall {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly takesToken: boolean;
  readonly schema: ObjectSchema | undefined;
}

interface ObjectSchema {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

/** Every call of the document, so that a new one is sent too. */
export const apiCalls: readonly ApiCall[] = Object.entries(wholeDocument('fuzz').paths).flatMap(
  ([path, item]) =>
    Object.entries(item).map(([method, operation]) => callOf(path, method.toUpperCase(), operation)),
);

function callOf(path: string, method: string, operation: OperationObject): ApiCall {
  const { operationId: id, security, requestBody } = operation;
  const schema = requestBody?.content['application/json']?.schema as unknown as ObjectSchema | undefined;
  return { id, method, path, takesToken: (security as unknown[]).length > 0, schema };
}

/** The password of all users, so that every login can be a right one. */
export const fuzzPassword = 'fuzz-password';

/** Calls that hash a password take a hundred times as long as others. */
const weights: Readonly<Record<string, number>> = { logIn: 3, signUp: 3, metrics: 5, listSeminars: 60 };
const usualWeight = 30;

const anyNumber = fc.nat({ max: 999 });
const knownUser = (what: string) => anyNumber.map((number) => `{{${what} ${number}}}`);

const names = fc.constantFrom('Ada', 'Søren', 'Ōno', 'Нина', '花子', 'नीता');
const listQuery = fc.constantFrom(
  '',
  '',
  '',
  'order=earliest',
  'order=latest',
  'name=',
  'name=fuzz',
  'name=%25&order=earliest',
);

const todoQuery = fc.constantFrom(
  '',
  'contents=A&is_checked=&date=',
  'contents=%25&is_checked=1',
  'date=2026-11-22',
  'date_from=1000-01-01&date_to=9999-12-31&is_checked=no',
);

const queries: Readonly<Record<string, Arbitrary<string>>> = {
  listSeminars: listQuery,
  listTodos: todoQuery,
};

/** A request that the document allows; what it is refused for is the state of things. */
export const validDraft: Arbitrary<Draft> = fc.oneof(
  ...apiCalls.map((call) => ({ weight: weights[call.id] ?? usualWeight, arbitrary: draftOf(call) })),
);

function draftOf(call: ApiCall): Arbitrary<Draft> {
  return fc
    .record({
      number: anyNumber,
      token: tokenFor(call),
      query: queries[call.id] ?? fc.constant(''),
      fields: call.schema === undefined ? fc.constant(undefined) : fieldsFor(call, call.schema),
      encoding: fc.constantFrom<Encoding>('json', 'json', 'form', 'multipart'),
    })
    .map(({ number, token, query, fields, encoding }) => ({
      operation: call.id,
      method: call.method,
      path: call.path.replace('{id}', `{{${thingOf(call)} ${number}}}`),
      query,
      headers: headersFor(call, owners[call.id]?.(number) ?? token),
      fields,
      encoding,
    }));
}

/** What the id in the path is of. */
const thingOf = ({ path }: ApiCall) => /\/(seminar|todo)s?\//.exec(path)?.[1] ?? 'user';

/** Whoever else asks is refused. */
const owners: Readonly<Record<string, (number: number) => string>> = {
  updateSeminar: (number) => `{{owner ${number}}}`,
  updateTodo: (number) => `{{planner ${number}}}`,
  patchTodo: (number) => `{{planner ${number}}}`,
};

function tokenFor({ takesToken, id }: ApiCall): Arbitrary<string | undefined> {
  if (!takesToken) return fc.constant(undefined);
  return id === 'signUp' ? fc.option(knownUser('token'), { nil: undefined }) : knownUser('token');
}

const headersFor = ({ path }: ApiCall, token: string | undefined) => [
  ['Host', path.startsWith('/api/') || path === '/' ? 'api.example.com' : 'localhost'] as const,
  ...(token === undefined ? [] : [['Authorization', `Token ${token}`] as const]),
];

/** Required fields, and of the others some. */
function fieldsFor({ id }: ApiCall, { properties, required = [] }: ObjectSchema): Arbitrary<Fields> {
  const arbitraries = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, valueFor(id, name, schema)]),
  );
  return fc
    .record(arbitraries, { requiredKeys: [...required] })
    .map((fields) => Object.entries(fields))
    .chain((fields) => (id === 'updateMe' ? rarelyPassword(fields) : fc.constant(fields)))
    .map(withBothNames);
}

/** Each new password is hashed. */
const rarelyPassword = (fields: Fields) =>
  fc
    .nat({ max: 30 })
    .map((number) => (number === 7 ? fields : fields.filter(([name]) => name !== 'password')));

/** Both or neither. */
function withBothNames(fields: Fields): Fields {
  const others = fields.filter(([name]) => !['first_name', 'last_name'].includes(name));
  if (fields.length - others.length !== 1) return fields;
  return others;
}

function valueFor(operation: string, name: string, schema: JsonSchema): Arbitrary<unknown> {
  if (name === 'password') return fc.constant(fuzzPassword);
  if (name === 'username' && operation === 'logIn') return knownUser('name');
  if (name === 'username') return fc.constant('{{fresh}}');
  if (name === 'first_name' || name === 'last_name') return names;
  if (name === 'user_id') return knownUser('user');
  if (name === 'capacity') return fc.constantFrom<unknown>(1, 2, 5, '20', 65_535, ' 7 ');
  return spellingsOf(schema);
}
