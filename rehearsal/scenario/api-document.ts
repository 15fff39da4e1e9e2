import { httpPaths } from '../../contract';
import { make, type Call } from '../call';
import type { AnsweredCall, ApiClient } from '../client';
import { notAuthenticated, refusal } from './refusals';

interface Operation {
  readonly security: readonly object[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

/** OpenAPI, as far as the rehearsal reads it. */
export interface ApiDocument {
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** One documented call. */
interface DocumentedCall extends Operation {
  /** In capitals. */
  readonly method: string;
  readonly path: string;
  /** One that the path does not have. */
  readonly otherMethod: string;
}

/** The document that the release serves. */
export const fetchDocument = async (client: ApiClient): Promise<ApiDocument> =>
  (await make(client, { ask: `GET ${httpPaths.docs}openapi.json`, status: 200 })).json<ApiDocument>();

const callsOf = ({ paths }: ApiDocument): DocumentedCall[] =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path,
      otherMethod: 'patch' in operations ? 'POST' : 'PATCH',
    })),
  );

/** Whatever the document calls them, they are numbers. */
const anyParameter = /\{\w+\}/g;

/** A permanent token and an access token of the same user. */
export interface Proofs {
  readonly token: string;
  readonly access: string;
}

/** What every documented call is refused for alike, before anything in it is looked at. */
export function refusedAlikeCalls(document: ApiDocument, { token, access }: Proofs): Call[] {
  const foreignPage = { cookie: `access=${access}`, origin: 'https://foreign.example.com' };
  return callsOf(document).flatMap((call) => {
    const { method, path, otherMethod, security, requestBody, responses } = call;
    const ask = `${method} ${path.replace(anyParameter, '1')}`;
    const foreign = { headers: { host: 'foreign.example.com' } };
    const other = {
      ask: ask.replace(method, otherMethod),
      ...refusal(405, 'detail', `Method "${otherMethod}" not allowed.`),
    };
    const slashless = {
      ask: ask.slice(0, -1),
      status: 301,
      withHeaders: { location: ask.slice('GET '.length) },
    };
    return [
      { ask, token, ...foreign, ...refusal(400, 'detail', 'This host name is not served here.') },
      ...(isNeeded(security) ? [{ ask, ...notAuthenticated() }] : []),
      ...(isNeeded(security) && method !== 'GET'
        ? [{ ask, headers: foreignPage, ...refusal(403, 'detail', /^CSRF Failed: /) }]
        : []),
      ...('405' in responses
        ? [{ ...other, token, withHeaders: { allow: new RegExp(`\\b${method}\\b`) } }]
        : []),
      ...('301' in responses ? [{ ...slashless, token }] : []),
      ...(requestBody ? badBodiesFor(requestBody).map((bad) => ({ ask, token, ...bad })) : []),
    ];
  });
}

/** Whether no call without a token passes. */
const isNeeded = (security: readonly object[]) =>
  security.length > 0 && security.every((alternative) => Object.keys(alternative).length > 0);

const asJson = { 'content-type': 'application/json' };

const notJson: Omit<Call, 'ask'> = {
  body: 'name=x',
  ...refusal(415, 'detail', /^Unsupported media type "text\/plain/),
};

const badBodies: Omit<Call, 'ask'>[] = [
  notJson,
  { body: '{', headers: asJson, ...refusal(400, 'detail', /^JSON parse error - /) },
  { body: { name: 'x'.repeat(101 * 1024) }, ...refusal(413, 'detail', 'The request body is too large.') },
];

/** A call that takes files takes nothing else. */
const badBodiesFor = ({ content = {} }: NonNullable<Operation['requestBody']>) =>
  Object.keys(content).join() === 'multipart/form-data' ? [notJson] : badBodies;

/** What no rehearsal brings about: that something is broken inside. */
const brokenInside = '500';

/** Documented answers that no call got, as `GET /api/v1/seminar/ 304`. */
export function findUnseenAnswers(document: ApiDocument, answered: readonly AnsweredCall[]): string[] {
  return documentedAnswers(document)
    .filter((documented) => !answered.some((one) => isSame(documented, one)))
    .map(({ method, path, status }) => `${method} ${path} ${status}`);
}

export const countAnswers = (document: ApiDocument) => documentedAnswers(document).length;

const documentedAnswers = (document: ApiDocument): AnsweredCall[] =>
  callsOf(document).flatMap(({ method, path, responses }) =>
    Object.keys(responses)
      .filter((status) => status !== brokenInside)
      .map((status) => ({ method, path, status: Number(status) })),
  );

/** The method that is not allowed is another one, and the path that is redirected lacks its slash. */
function isSame({ method, path, status }: AnsweredCall, got: AnsweredCall): boolean {
  const expected = status === 301 ? path.slice(0, -1) : path;
  return (
    status === got.status &&
    (status === 405 || method === got.method) &&
    new RegExp(`^${expected.replace(anyParameter, '\\d+')}$`).test(got.path)
  );
}
