import { randomBytes } from 'node:crypto';
import { hostNames } from '../addresses';
import { type Call, make, makeAll } from '../call';
import type { ApiClient } from '../client';
import { type Account, asForm, asMultipart, makePassword } from './accounts';
import type { ApiCast, People } from './cast';
import { makeGroups } from './groups';
import { refusal } from './refusals';

interface Tokens {
  readonly access: string;
  readonly refresh: string;
}

const jwt = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const own = { origin: `https://${hostNames.api}` };
const foreign = { origin: 'https://foreign.example.com' };
const crossSite = refusal(403, 'detail', /^CSRF Failed: /);
const loginFailed = { status: 400, shows: { message: 'login fail' } };
const signedOut = { status: 202, shows: { message: 'Logout success' } };

/** Sign-in by tokens that end, in headers, bodies and cookies. */
export async function playAuth(cast: ApiCast, { assistant, applicant }: People): Promise<void> {
  const { client, output } = cast;
  const tokens = await output.step('one signs in for tokens that end', () => signIn(client, assistant));
  const other = await signIn(client, applicant, asMultipart);
  await makeGroups(cast, {
    'an access token proves who one is, as header and as cookie': accessCalls(assistant, tokens),
    'another site neither signs in nor out, nor refreshes': foreignCalls(assistant, tokens),
  });
  await output.step('a refresh token is good once', () => refreshTwice(client, tokens));
  await makeGroups(cast, {
    'whoever signs out is signed out': logoutCalls(other),
    'who guesses passwords is told to wait': guesses(`nobody-${randomBytes(8).toString('hex')}`),
  });
}

/** The access token of a new sign-in. */
export const getAccess = async (client: ApiClient, account: Account): Promise<string> =>
  (await signIn(client, account)).access;

async function signIn(client: ApiClient, { username, password }: Account, encode = asForm): Promise<Tokens> {
  const shows = { user: { username }, message: 'login success', token: { access: jwt, refresh: jwt } };
  const body = encode({ username, password });
  const answer = await make(client, { ask: 'POST auth/login/', body, status: 200, shows });
  return answer.json<{ token: Tokens }>().token;
}

function accessCalls({ id, username }: Account, { access, refresh }: Tokens): Call[] {
  const me = (headers: Record<string, string>) => ({ ask: 'GET auth/me/', headers });
  const bad = refusal(401, 'detail', 'Invalid token.');
  const todo = { ask: 'POST todos/', body: { contents: 'By cookie', date: '2026-11-22' } };
  return [
    { ...me({ authorization: `Bearer ${access}` }), status: 200, shows: { id, username } },
    { ...me({ cookie: `access=${access}` }), status: 200, shows: { id, username } },
    {
      ...me({ authorization: `Bearer ${refresh}` }),
      ...bad,
      withHeaders: { 'www-authenticate': 'Bearer error="invalid_token"' },
    },
    { ...me({ cookie: `access=${access}x` }), ...bad },
    { ...todo, headers: { cookie: `access=${access}`, ...own }, status: 200, shows: { data: { user: id } } },
    { ...todo, headers: { cookie: `access=${access}` }, ...crossSite },
  ];
}

function foreignCalls({ username, password }: Account, { refresh }: Tokens): Call[] {
  const headers = { cookie: `refresh=${refresh}`, ...foreign };
  return [
    { ask: 'POST auth/login/', body: { username, password }, headers: foreign, ...crossSite },
    { ask: 'POST auth/refresh/', headers, ...crossSite },
    { ask: 'POST auth/logout/', headers, ...crossSite },
  ];
}

async function refreshTwice(client: ApiClient, { refresh }: Tokens): Promise<void> {
  const send = { ask: 'POST auth/refresh/' };
  const bad = refusal(401, 'detail', 'Invalid token.');
  const answer = await make(client, { ...send, body: { refresh }, status: 200, shows: { access: jwt } });
  const next = answer.json<Tokens>().refresh;
  const headers = { cookie: `refresh=${next}`, ...own };
  const cookies = await make(client, {
    ...send,
    headers,
    status: 200,
    shows: { access: jwt, refresh: undefined },
  });
  const last = /^refresh=([^;]+)/.exec([cookies.headers['set-cookie']].flat()[1] ?? '')?.[1];
  await makeAll(client, [
    { ...send, body: asForm({ refresh }), ...bad },
    { ...send, body: { refresh: last }, ...bad },
    { ...send, body: {}, ...refusal(401, 'detail', 'Authentication credentials were not provided.') },
  ]);
}

const logoutCalls = ({ refresh }: Tokens): Call[] => [
  { ask: 'POST auth/logout/', body: { refresh }, ...signedOut },
  { ask: 'POST auth/refresh/', body: { refresh }, ...refusal(401, 'detail', 'Invalid token.') },
  { ask: 'POST auth/logout/', body: asForm({ refresh }), ...signedOut },
];

/** Ten may fail for a name, whether there is one or not; both logins count. */
function guesses(username: string): Call[] {
  const guess = (ask: string) => ({ ask, body: { username, password: makePassword() } });
  const wait = {
    ...refusal(429, 'detail', /^Request was throttled\. Expected available in \d+ seconds?\.$/),
    withHeaders: { 'retry-after': /^\d+$/ },
  };
  return [
    ...Array.from({ length: 10 }, () => ({ ...guess('POST auth/login/'), ...loginFailed })),
    { ...guess('POST auth/login/'), ...wait },
    { ...guess('PUT user/login/'), ...wait },
  ];
}
