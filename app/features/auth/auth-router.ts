import type { Request, RequestHandler, Response } from 'express';

import { NotAuthenticated } from '../../errors';
import { requesterId } from '../../http/authenticate';
import type { ClientAddress } from '../../http/client-address';
import { clearCookies, cookieNames, readCookie, setCookies } from '../../http/cookies';
import { isDictionary } from '../../http/fields';
import { parseBody } from '../../http/parse-body';
import { createRouter, resource } from '../../http/resource';
import { refuseCrossSite, refuseForeignSite } from '../../http/same-site';
import type { UserService } from '../user/user-service';
import type { AuthService, Session } from './auth-service';
import { type Claims, type Jwt, lifetimes } from './jwt';

export interface AuthRouterParts {
  readonly auth: AuthService;
  readonly users: Pick<UserService, 'get'>;
  readonly jwt: Jwt;
  readonly clientAddress: ClientAddress;
  readonly authenticate: RequestHandler;
  /** Whether pages of ours, and so the cookies, come over HTTPS alone. */
  readonly secure: boolean;
}

export function createAuthRouter(parts: AuthRouterParts) {
  const { authenticate } = parts;
  const router = createRouter();
  resource(router, '/auth/login/', authenticate, { post: [...parseBody, logIn(parts)] });
  resource(router, '/auth/refresh/', authenticate, { post: [...parseBody, refresh(parts)] });
  resource(router, '/auth/logout/', authenticate, { post: [...parseBody, logOut(parts)] });
  resource(router, '/auth/me/', authenticate, { get: [authenticate, showMe(parts)] });
  return router;
}

/** Another site must not sign its visitors in as somebody of its choice. */
const logIn =
  ({ auth, clientAddress, secure }: AuthRouterParts): RequestHandler =>
  async (request, response) => {
    refuseForeignSite(request.headers, secure);
    const { session, user } = await auth.logIn(request.body, clientAddress(request));
    sendCookies(response, session, secure);
    const { access, refresh } = session;
    response.json({ user, message: 'login success', token: { access, refresh } });
  };

/** What came in a cookie goes back in one, and scripts never see it; what came in a body goes back in one. */
const refresh =
  (parts: AuthRouterParts): RequestHandler =>
  async (request, response) => {
    const given = givenRefresh(request);
    if (given === undefined) throw new NotAuthenticated();
    const session = await parts.auth.refresh(await readRefresh(request, given, parts));
    const { access, refresh } = session;
    if (given.isCookie) sendCookies(response, session, parts.secure);
    response.set('Cache-Control', 'no-store').json(given.isCookie ? { access } : { access, refresh });
  };

/** Whatever comes, the browser forgets its cookies; also to do once more. */
const logOut =
  (parts: AuthRouterParts): RequestHandler =>
  async (request, response) => {
    await parts.auth.logOut(await findSession(request, parts));
    clearCookies(response, parts.secure);
    response.status(202).json({ message: 'Logout success' });
  };

const showMe =
  ({ users }: AuthRouterParts): RequestHandler =>
  async (_request, response) => {
    response.json(await users.get(requesterId(response)));
  };

interface GivenRefresh {
  readonly token: string;
  readonly isCookie: boolean;
}

/** The refresh token of the body, or else of the cookie. */
function givenRefresh(request: Request): GivenRefresh | undefined {
  const inBody = isDictionary(request.body) ? (request.body['refresh'] ?? '') : '';
  if (inBody !== '') return { token: typeof inBody === 'string' ? inBody : '', isCookie: false };
  const token = readCookie(request, cookieNames.refresh);
  return token === undefined ? undefined : { token, isCookie: true };
}

/** Throws `CrossSite`: a cookie comes along whoever makes a browser ask. */
async function readRefresh(
  { headers }: Request,
  { token, isCookie }: GivenRefresh,
  { jwt, secure }: AuthRouterParts,
): Promise<Claims | undefined> {
  const claims = await jwt.read('refresh', token);
  if (claims === undefined || !isCookie) refuseForeignSite(headers, secure);
  if (claims !== undefined && isCookie) refuseCrossSite(headers, secure, jwt.csrfTokenOf(claims));
  return claims;
}

/** The sign-in that a request belongs to, by its refresh token or, as the header has it, by its access token. */
async function findSession(request: Request, parts: AuthRouterParts): Promise<Claims | undefined> {
  const given = givenRefresh(request);
  if (given !== undefined) return readRefresh(request, given, parts);
  refuseForeignSite(request.headers, parts.secure);
  const [, bearer] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  return bearer === undefined ? undefined : parts.jwt.read('access', bearer);
}

const sendCookies = (response: Response, { access, refresh, csrfToken }: Session, secure: boolean) =>
  setCookies(response, secure, {
    access: { value: access, maxAgeSeconds: lifetimes.access },
    refresh: { value: refresh, maxAgeSeconds: lifetimes.refresh },
    csrf: { value: csrfToken, maxAgeSeconds: lifetimes.refresh },
  });
