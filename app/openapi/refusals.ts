import { z } from 'zod';

import type { Answer, RequestSchema } from './operation';

type Messages = readonly [string, ...string[]];

/** `{"error": …}`: a rule of the domain. */
export const rule = (status: number, when: string, ...messages: Messages): Answer => ({
  status,
  when,
  body: z.strictObject({ error: z.enum(messages) }).meta({ title: 'RuleError' }),
  examples: byMessage('error', messages),
});

/** The same, where the message names things. */
export const ruleLike = (status: number, when: string, pattern: RegExp, ...messages: Messages): Answer => ({
  status,
  when,
  body: z.strictObject({ error: z.string().regex(pattern) }).meta({ title: 'RuleError' }),
  examples: byMessage('error', messages),
});

/** `{"detail": …}`: authentication, permission, address, method or form of the request. */
export const detail = (status: number, when: string, ...messages: Messages): Answer => ({
  status,
  when,
  body: z.strictObject({ detail: z.enum(messages) }).meta({ title: 'Detail' }),
  examples: byMessage('detail', messages),
});

/** The same, where the message repeats a part of the request. */
const detailLike = (status: number, when: string, pattern: RegExp, ...messages: Messages): Answer => ({
  status,
  when,
  body: z.strictObject({ detail: z.string().regex(pattern) }).meta({ title: 'Detail' }),
  examples: byMessage('detail', messages),
});

const byMessage = (key: string, messages: Messages) =>
  Object.fromEntries(messages.map((message) => [message, { [key]: message }]));

/** `{"<field>": [<message>, …]}` with all bad fields of a body at once. */
export function badFields(
  body: RequestSchema,
  example: Readonly<Record<string, string>>,
  acrossFields: readonly string[] = [],
): Answer {
  const together = [...acrossFields, 'Invalid data. Expected a dictionary, but got list.'];
  return {
    status: 400,
    when: 'a field is bad; all bad ones are named at once',
    body: fieldErrors([...fieldNames(body), 'non_field_errors']),
    examples: {
      'Bad fields': listed(example),
      ...Object.fromEntries(together.map((message) => [message, { non_field_errors: [message] }])),
    },
  };
}

/** The same of a query, which is always a dictionary. */
export const badQuery = (query: RequestSchema, example: Readonly<Record<string, string>>): Answer => ({
  status: 400,
  when: 'a filter is bad; all bad ones are named at once',
  body: fieldErrors(fieldNames(query)),
  examples: { 'Bad filters': listed(example) },
});

const fieldErrors = (names: readonly string[]) =>
  z
    .strictObject(Object.fromEntries(names.map((name) => [name, z.array(z.string()).length(1).optional()])))
    .meta({ title: 'FieldErrors', minProperties: 1 });

/** Where the fields have messages of their own. */
export const noDictionary: Answer = {
  status: 400,
  when: 'the body is no dictionary',
  body: z.strictObject({ non_field_errors: z.array(z.string()).length(1) }).meta({ title: 'FieldErrors' }),
  examples: { 'No dictionary': { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] } },
};

/** Of one form or of several alternative ones. */
function fieldNames(body: RequestSchema): string[] {
  const { properties = {}, anyOf = [] } = z.toJSONSchema(body);
  const objects = [{ properties }, ...(anyOf as { properties?: object }[])];
  return [...new Set(objects.flatMap((object) => Object.keys(object.properties ?? {})))];
}

const listed = (messages: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(messages).map(([name, message]) => [name, [message]]));

const challenge = {
  'WWW-Authenticate': {
    description: 'The scheme that was tried, or else that of the permanent token.',
    schema: z.enum(['Token', 'Bearer error="invalid_token"']),
    required: true,
  },
};

const badToken: Messages = [
  'Invalid token.',
  'Invalid token header. No credentials provided.',
  'Invalid token header. Token string should not contain spaces.',
];

export const invalidToken: Answer = {
  ...detail(401, 'the header `Authorization` names `Token` or `Bearer` and no good token', ...badToken),
  headers: challenge,
};

export const notAuthenticated: Answer = {
  ...detail(401, 'there is no valid token', 'Authentication credentials were not provided.', ...badToken),
  headers: challenge,
};

/** Of a call that looks at tokens of its own. */
export const refusedToken = (when: string): Answer => ({
  ...detail(401, when, 'Authentication credentials were not provided.', 'Invalid token.'),
  headers: challenge,
});

export const crossSite = (when: string) =>
  detail(
    403,
    when,
    'CSRF Failed: the request does not come from a page of this site, and has no valid X-CSRFToken.',
  );

/** Of every write that rests on a cookie. */
export const foreignCookie = crossSite(
  'a cookie proves who asks, and neither `Origin` nor `X-CSRFToken` that a page of this site does',
);

/** Of both logins. */
export const throttled: Answer = {
  ...detailLike(
    429,
    'too many logins from this address or for this user name have failed',
    /^Request was throttled\. Expected available in \d+ seconds?\.$/,
    'Request was throttled. Expected available in 217 seconds.',
  ),
  headers: {
    'Retry-After': {
      description: 'In so many seconds one may try again.',
      schema: z.string().regex(/^\d+$/),
      required: true,
    },
  },
};

export const permissionDenied = (when: string) =>
  detail(403, when, 'You do not have permission to perform this action.');

export const notFound = (when: string) => detail(404, when, 'Not found.');

/** `{"message": …}`: as `notFound`, in words for the users of a client. */
export const noSuchRecord = (when: string, message: string): Answer => ({
  status: 404,
  when,
  body: z.strictObject({ message: z.literal(message) }).meta({ title: 'Message' }),
  examples: byMessage('message', [message]),
});

/** What is wrong with the request before anything in it is looked at. */
export const misdirected: Answer[] = [
  detail(400, 'the host name is not one of this service', 'This host name is not served here.'),
  detailLike(400, 'the path cannot be decoded', /^Failed to decode param /, "Failed to decode param '%E0'"),
];

export const unreadableBody: Answer[] = [
  detailLike(
    400,
    'the body is not what its headers say',
    // What the decoders of compressed bodies say is theirs.
    /./,
    'JSON parse error - Unexpected end of JSON input',
    'Multipart form parse error - Unexpected end of multipart data',
  ),
  detail(
    413,
    'the body has more than 100 KiB, or a form more than 1,000 fields',
    'The request body is too large.',
    'too many parameters',
  ),
  detailLike(
    415,
    'the content type is none of those above, or its charset or encoding is unknown',
    /^(Unsupported media type ".*" in request\.|unsupported (charset|content encoding) ".*")$/,
    'Unsupported media type "text/plain" in request.',
  ),
];

export const methodNotAllowed: Answer = {
  ...detailLike(
    405,
    'the path has no such method',
    /^Method ".+" not allowed\.$/,
    'Method "PATCH" not allowed.',
  ),
  headers: {
    Allow: {
      description: 'The methods that the path has.',
      schema: z.string().meta({ examples: ['GET, HEAD'] }),
      required: true,
    },
  },
};

export const redirectedToSlash: Answer = {
  status: 301,
  when: 'the path is asked for without its last slash',
  body: z.string(),
  headers: {
    Location: {
      description: 'The path with the slash; the query stays.',
      schema: z.string(),
      required: true,
    },
  },
};

export const failed = detail(500, 'something broke inside', 'Internal server error.');
