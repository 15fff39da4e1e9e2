import { z } from 'zod';

import { httpPaths } from '../../contract';
import { cookieNames } from '../http/cookies';
import type { Answer, Header, Method, Operation, Query, RequestBody } from './operation';
import {
  failed,
  foreignCookie,
  methodNotAllowed,
  misdirected,
  notAuthenticated,
  notFound,
  redirectedToSlash,
} from './refusals';

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface MediaType {
  readonly schema: JsonSchema;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

export interface ResponseObject {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly required: boolean; readonly schema: JsonSchema }>>;
  readonly content?: Readonly<Record<string, MediaType>>;
}

export interface OperationObject {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly responses: Readonly<Record<string, ResponseObject>>;
  readonly requestBody?: { readonly content: Readonly<Record<string, MediaType>> };
  readonly [other: string]: unknown;
}

export type GeneralAnswer =
  | 'Redirected'
  | 'Misdirected'
  | 'NotAuthenticated'
  | 'CrossSite'
  | 'NotFound'
  | 'MethodNotAllowed'
  | 'Failed';

/** OpenAPI 3.1, as far as programs here read it. */
export interface ApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Partial<Record<Method, OperationObject>>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    /** Answers to what is none of the calls. */
    readonly responses: Readonly<Record<GeneralAnswer, ResponseObject>>;
    readonly securitySchemes: Readonly<Record<string, JsonSchema>>;
  };
  readonly [other: string]: unknown;
}

export interface ApiDescription {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly operations: readonly Operation[];
}

export const tokenScheme = 'token';

/** The OpenAPI document of the calls; throws when two of them are the same. */
export function describeApi({ operations, tags, ...info }: ApiDescription): ApiDocument {
  const schemas: Record<string, JsonSchema> = {};
  const writer = new DocumentWriter(schemas);
  const paths: Record<string, Partial<Record<Method, OperationObject>>> = {};
  for (const operation of operations) {
    const item = (paths[operation.path] ??= {});
    if (item[operation.method] !== undefined) throw new Error(`${operation.id} is described twice.`);
    item[operation.method] = writer.operation(operation);
  }
  const components = {
    schemas,
    responses: {
      Redirected: writer.response([redirectedToSlash]),
      Misdirected: writer.response(misdirected),
      NotAuthenticated: writer.response([notAuthenticated]),
      CrossSite: writer.response([foreignCookie]),
      NotFound: writer.response([notFound('there is no such path')]),
      MethodNotAllowed: writer.response([methodNotAllowed]),
      Failed: writer.response([failed]),
    },
    securitySchemes: { [tokenScheme]: tokenSecurity, bearer: bearerSecurity, cookie: cookieSecurity },
  };
  return withComponentReferences({
    openapi: '3.1.1',
    info,
    tags,
    paths,
    components,
  });
}

const tokenSecurity = {
  type: 'apiKey',
  in: 'header',
  name: 'Authorization',
  description:
    '`Token` and the 40 hexadecimal digits that sign-up and login answer with. The digits alone will do here.',
};

const bearerSecurity = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: 'The access token that `auth/login/` and `auth/refresh/` answer with; good for 30 minutes.',
};

const cookieSecurity = {
  type: 'apiKey',
  in: 'cookie',
  name: cookieNames.access,
  description:
    'The same as a cookie, which a browser gets from the same calls. What writes also needs a page of this site to send it, ' +
    'as `Origin`, `Referer` or `Sec-Fetch-Site` tell, or the value of the cookie `csrftoken` in `X-CSRFToken`.',
};

/** zod puts named schemas under `$defs` of whatever uses them. */
const withComponentReferences = <T>(document: T): T =>
  JSON.parse(JSON.stringify(document).replaceAll('"#/$defs/', '"#/components/schemas/')) as T;

/** Writes the parts of a document; named schemas are collected in `schemas`. */
class DocumentWriter {
  constructor(private readonly schemas: Record<string, JsonSchema>) {}

  operation({ id, tag, summary, query = [], body, ...operation }: Operation): OperationObject {
    return {
      operationId: id,
      tags: [tag],
      summary,
      description: describe(operation),
      security: security[operation.token],
      parameters: [...pathParameters(operation.path), ...query.map((one) => this.#query(one))],
      ...(body && { requestBody: this.#requestBody(body) }),
      responses: this.#responses([...operation.answers, ...operation.checks, ...everywhere(operation)]),
    };
  }

  /** One response for all answers of the same status. */
  response(answers: readonly Answer[]): ResponseObject {
    const headers = answers.flatMap((answer) => Object.entries(answer.headers ?? {}));
    const content = this.#content(answers);
    return {
      description: sentence([...new Set(answers.map(({ when }) => when))].join('; ')),
      ...(headers.length > 0 && {
        headers: Object.fromEntries(headers.map(([name, header]) => [name, this.#header(header)])),
      }),
      ...(content && { content }),
    };
  }

  #responses(answers: readonly Answer[]): Record<string, ResponseObject> {
    const statuses = [...new Set(answers.map(({ status }) => status))].sort((a, b) => a - b);
    return Object.fromEntries(
      statuses.map((status) => [status, this.response(answers.filter((answer) => answer.status === status))]),
    );
  }

  #content(answers: readonly Answer[]): Record<string, MediaType> | undefined {
    const bodies = [...new Set(answers.flatMap(({ body }) => (body ? [body] : [])))];
    const [first, ...others] = bodies;
    if (first === undefined) return undefined;
    const examples = answers.flatMap((answer) => Object.entries(answer.examples ?? {}));
    const body = others.length > 0 ? z.union(bodies) : first;
    const usual = body instanceof z.ZodString ? 'text/plain' : 'application/json';
    const types = answers.find((answer) => answer.types)?.types ?? [usual];
    const content = { schema: this.#schema(body), ...titled(examples) };
    return Object.fromEntries(types.map((type) => [type, content]));
  }

  #requestBody({ schema, examples, types = bodyTypes }: RequestBody) {
    const content = { schema: this.#schema(schema), ...titled(Object.entries(examples)) };
    return { content: Object.fromEntries(types.map((type) => [type, content])) };
  }

  #query({ name, description, schema }: Query) {
    return { name, in: 'query', description, schema: this.#schema(schema) };
  }

  #header({ description, required = false, schema }: Header) {
    return { description, required, schema: this.#schema(schema) };
  }

  #schema(schema: z.core.$ZodType): JsonSchema {
    const { properties, $defs } = z.toJSONSchema(z.object({ it: schema }));
    Object.assign(this.schemas, $defs);
    return properties?.['it'] as JsonSchema;
  }
}

const bodyTypes = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'];

const security = {
  needed: [{ [tokenScheme]: [] }, { bearer: [] }, { cookie: [] }],
  optional: [{}, { [tokenScheme]: [] }, { bearer: [] }],
  ignored: [],
};

/** Answers that every call may get; only the paths of the API know another spelling of themselves. */
function everywhere({
  method,
  path,
  token,
}: Pick<Operation, 'method' | 'path' | 'token'>): readonly Answer[] {
  const hasSlash = method === 'get' && path.startsWith(httpPaths.api);
  const takesCookie = method !== 'get' && token === 'needed';
  return [
    ...misdirected,
    ...(hasSlash ? [redirectedToSlash] : []),
    ...(takesCookie ? [foreignCookie] : []),
    methodNotAllowed,
    failed,
  ];
}

const pathParameters = (path: string) =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'integer', minimum: 1 },
  }));

const describe = ({ description = '', checks }: Pick<Operation, 'description' | 'checks'>) =>
  [description, ...(checks.length > 0 ? ['Checked in this order:', orderOf(checks)] : [])]
    .join('\n\n')
    .trim();

const orderOf = (checks: readonly Answer[]) =>
  checks.map(({ status, when }, index) => `${index + 1}. **${status}** ${when}`).join('\n');

const titled = (examples: readonly (readonly [string, unknown])[]) =>
  examples.length === 0
    ? {}
    : { examples: Object.fromEntries(examples.map(([title, value]) => [title, { value }])) };

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
