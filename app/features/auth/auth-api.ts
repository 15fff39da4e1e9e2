import { z } from 'zod';

import { httpPaths } from '../../../contract';
import type { Operation } from '../../openapi/operation';
import { crossSite, notAuthenticated, refusedToken, throttled, unreadableBody } from '../../openapi/refusals';
import { userAnswer } from '../user/user-answers';
import { ada } from '../user/user-api';
import { loginBody } from '../user/user-schema';
import { loginAnswer, loginFailedAnswer, logoutAnswer, refreshAnswer } from './auth-answers';
import { refreshBody } from './auth-schema';

const tag = 'Sign-in by JWT';
const path = (below: string) => `${httpPaths.api}auth/${below}`;

const token = {
  access: 'eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl',
  refresh: 'eyJhbGciOiJIUzI1NiJ9.e30.b3RoZXI',
};

const setCookie = (description: string) => ({
  'Set-Cookie': { description, schema: z.string() },
});
const foreign = crossSite('`Origin`, `Referer` or `Sec-Fetch-Site` tell of another site');
const foreignCookie = crossSite(
  'the refresh token came as a cookie, and neither `Origin` nor `X-CSRFToken` tells that a page of this site sent it',
);

export const authOperations: readonly Operation[] = [
  {
    id: 'startSession',
    tag,
    method: 'post',
    path: path('login/'),
    summary: 'Sign in',
    description:
      'For clients whose tokens should end. Browsers get the tokens as cookies too, which no script can read.',
    token: 'ignored',
    body: {
      schema: loginBody,
      examples: { Login: { username: 'ada', password: 'correct horse battery' } },
    },
    checks: [
      ...unreadableBody,
      foreign,
      throttled,
      {
        status: 400,
        when: 'user name or password is wrong or missing',
        body: loginFailedAnswer,
        examples: { Wrong: { message: 'login fail' } },
      },
    ],
    answers: [
      {
        status: 200,
        when: 'the user, with an access token and a refresh token',
        body: loginAnswer,
        headers: setCookie('`access` and `refresh`, which are the tokens, and `csrftoken`.'),
        examples: { Instructor: { user: ada, message: 'login success', token } },
      },
    ],
  },
  {
    id: 'refreshSession',
    tag,
    method: 'post',
    path: path('refresh/'),
    summary: 'Get the next tokens',
    description:
      'Of the refresh token in the body, or else in the cookie. Each is good once: sent a second time, it ends the whole ' +
      'sign-in, since one of the two who had it has stolen it. The next refresh token comes as the one before did.',
    token: 'ignored',
    body: { schema: refreshBody, examples: { Body: { refresh: token.refresh }, Cookie: {} } },
    checks: [
      ...unreadableBody,
      refusedToken('the refresh token is missing, expired, forged or used'),
      foreignCookie,
    ],
    answers: [
      {
        status: 200,
        when: 'the next access token, and the next refresh token',
        body: refreshAnswer,
        headers: setCookie('Where the token came as a cookie: the new ones.'),
        examples: { Body: token, Cookie: { access: token.access } },
      },
    ],
  },
  {
    id: 'endSession',
    tag,
    method: 'post',
    path: path('logout/'),
    summary: 'Sign out',
    description:
      'Ends the sign-in of the refresh token in the body, or else in the cookie, or else of the access token in the header. ' +
      'An access token stays good for what is left of its 30 minutes. The permanent token is not touched.',
    token: 'ignored',
    body: { schema: refreshBody, examples: { Body: { refresh: token.refresh }, Cookie: {} } },
    checks: [...unreadableBody, foreignCookie],
    answers: [
      {
        status: 202,
        when: 'none of its refresh tokens is good any more, if any was',
        body: logoutAnswer,
        headers: setCookie('Takes the cookies away.'),
        examples: { Done: { message: 'Logout success' } },
      },
    ],
  },
  {
    id: 'showSessionUser',
    tag,
    method: 'get',
    path: path('me/'),
    summary: 'Show who is signed in',
    token: 'needed',
    checks: [notAuthenticated],
    answers: [{ status: 200, when: 'the user', body: userAnswer, examples: { Instructor: ada } }],
  },
];
