import fc, { type Arbitrary } from 'fast-check';

import { wholeDocument } from '../../app/openapi/api';
import type { JsonSchema, OperationObject } from '../../app/openapi/document';
import type { Draft, Encoding, Fields } from './draft';
import { uploadedFiles } from './uploaded-files';
import { spellingsOf } from './values';

export interface ApiCall {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly takesToken: boolean;
  readonly schema: ObjectSchema | undefined;
  /** Its body is a form with a file, and nothing else will do. */
  readonly takesFile: boolean;
  readonly query: readonly QueryParameter[];
}

interface QueryParameter {
  readonly name: string;
  readonly in: string;
  readonly schema: JsonSchema;
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
  const query = (operation.parameters as QueryParameter[]).filter((one) => one.in === 'query');
  const { 'application/json': json, 'multipart/form-data': form } = requestBody?.content ?? {};
  const schema = (json ?? form)?.schema as unknown as ObjectSchema | undefined;
  return { id, method, path, takesToken: security.length > 0, schema, takesFile: !json && !!form, query };
}

/** The password of all users, so that every login can be a right one. */
export const fuzzPassword = 'fuzz-password';

/** Calls that hash a password take a hundred times as long as others; of a timetable only its owner and a course of its semester will do. */
const weights: Readonly<Record<string, number>> = {
  logIn: 3,
  startSession: 3,
  signUp: 6,
  metrics: 5,
  listSeminars: 60,
  addTimetableCourse: 150,
};
const usualWeight = 30;

const anyNumber = fc.nat({ max: 999 });
const knownUser = (what: string) => anyNumber.map((number) => `{{${what} ${number}}}`);

/** Fields and filters that name another thing by its id. */
const collectionsOfIds: Readonly<Record<string, string>> = {
  user_id: 'user',
  user: 'user',
  author: 'user',
  school: 'schools',
  department: 'departments',
  parent: 'comments',
  course: 'courses',
};

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

/** Where some values are worth more than others; any other call has some of its filters filled in. */
const queries: Readonly<Record<string, Arbitrary<string>>> = {
  listSeminars: listQuery,
  listTodos: fc.constantFrom(
    '',
    'contents=A&is_checked=&date=',
    'contents=%25&is_checked=1',
    'date=2026-11-22',
    'date_from=1000-01-01&date_to=9999-12-31&is_checked=no',
  ),
};

/** A cursor comes from an answer; one that is made up is always refused. */
const queryOf = ({ id, query }: ApiCall): Arbitrary<string> => {
  const filters = query.filter(({ name }) => name !== 'cursor');
  const values = filters.map(({ name, schema }) => [name, fc.option(valueFor(id, name, schema))] as const);
  return fc.record(Object.fromEntries(values)).map((filled) =>
    Object.entries(filled)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => `${name}=${isFilledInLater(value) ? value : encodeURIComponent(String(value))}`)
      .join('&'),
  );
};

const isFilledInLater = (value: unknown): value is string =>
  typeof value === 'string' && value.startsWith('{{');

/** A request that the document allows; what it is refused for is the state of things. */
export const validDraftOf = (calls: readonly ApiCall[]): Arbitrary<Draft> =>
  fc.oneof(...calls.map((call) => ({ weight: weights[call.id] ?? usualWeight, arbitrary: draftOf(call) })));

const encodings = fc.constantFrom<Encoding>('json', 'json', 'form', 'multipart');

function draftOf(call: ApiCall): Arbitrary<Draft> {
  return fc
    .record({
      number: anyNumber,
      token: tokenFor(call),
      proof: proofs,
      query: queries[call.id] ?? queryOf(call),
      fields: call.schema === undefined ? fc.constant(undefined) : fieldsFor(call, call.schema),
      encoding: call.takesFile ? fc.constant<Encoding>('multipart') : encodings,
    })
    .map(({ number, token, proof, query, fields, encoding }) => ({
      operation: call.id,
      method: call.method,
      path: call.path.replace(
        idInPath,
        (_, collection: string, parameter: string) =>
          `${collection}/${asked(call, number) ?? partInPath(collection, parameter, number)}`,
      ),
      query,
      headers: headersFor(call, ownerFor(call, number) ?? token, proof),
      fields,
      encoding,
    }));
}

/** An id in a path, after what it is of. */
const idInPath = /(\w+)\/\{(\w+)\}/g;

const isUsers = (collection: string) => collection === 'user' || collection === 'users';
/** A picture is shown by its name. */
const partInPath = (collection: string, parameter: string, number: number) =>
  parameter === 'name' ? `{{${collection}Name ${number}}}` : idOf(collection, number);
const idOf = (collection: string, number: number) =>
  isUsers(collection) ? `{{user ${number}}}` : `{{${collection}Id ${number}}}`;

/** Who answers is neither anybody nor who has asked: at the beginning the first user has asked 50 others, by their numbers. */
const asked = ({ id }: ApiCall, number: number) => (id === 'answerFriend' ? 1 + (number % 50) : undefined);

/**
 * Whose the thing in the path is. Hardly anybody else may change it, so the owner always asks for that, often for the thing
 * itself and at times for what is below it; else it is anybody.
 */
function ownerFor(call: ApiCall, number: number): string | undefined {
  const { method, path } = call;
  const friend = asked(call, number);
  if (friend !== undefined) return `{{token ${friend}}}`;
  const [collection] = [...path.matchAll(idInPath)].map(([, name = '']) => name);
  if (collection === undefined || isUsers(collection)) return undefined;
  const ofItself = method === 'GET' ? 2 : 1;
  const oneIn = path.endsWith('}/') ? ofItself : 4;
  return number % oneIn === 0 ? `{{${collection}Owner ${number}}}` : undefined;
}

function tokenFor({ takesToken, id }: ApiCall): Arbitrary<string | undefined> {
  if (!takesToken) return fc.constant(undefined);
  return id === 'signUp' ? fc.option(knownUser('token'), { nil: undefined }) : knownUser('token');
}

/** All but what the machine asks itself. */
const isForClients = (path: string) => /^\/((api|media)\/.*)?$/.test(path);

const headersFor = ({ path }: ApiCall, token: string | undefined, proof: Proof) => [
  ['Host', isForClients(path) ? 'api.example.com' : 'localhost'] as const,
  ...(token === undefined ? [] : proofOf(token, proof)),
];

/** How one says who one is: the permanent token, an access token, or that as a browser has it, on a page of ours. */
const proofs = fc.constantFrom('token', 'token', 'token', 'bearer', 'cookie');
type Proof = typeof proofs extends Arbitrary<infer Kind> ? Kind : never;

/** Of whom a thing is, is known by the permanent token alone. */
function proofOf(token: string, proof: Proof): (readonly [name: string, value: string])[] {
  const access = token.replace(/^\{\{token /, '{{access ');
  if (proof === 'token' || access === token) return [['Authorization', `Token ${token}`]];
  if (proof === 'bearer') return [['Authorization', `Bearer ${access}`]];
  return [
    ['Cookie', `access=${access}`],
    ['Sec-Fetch-Site', 'same-origin'],
  ];
}

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
  if (name === 'username' && (operation === 'logIn' || operation === 'startSession'))
    return knownUser('name');
  if (name === 'username') return fc.constant('{{fresh}}');
  if (name === 'first_name' || name === 'last_name') return names;
  if (schema.format === 'binary') return uploadedFiles;
  // Hardly anybody else’s will do.
  if (name === 'picture')
    return fc.oneof(
      fc.constant(''),
      anyNumber.map((number) => idOf('media', number)),
    );
  const collection = collectionsOfIds[name];
  if (collection !== undefined) return anyNumber.map((number) => idOf(collection, number));
  // A timetable takes courses of its own semester.
  if (name === 'semester') return fc.constantFrom('2026-1', '2026-2');
  if (name === 'capacity') return fc.constantFrom<unknown>(1, 2, 5, '20', 65_535, ' 7 ');
  return spellingsOf(schema);
}
