import { describe, expect, test } from '@jest/globals';

import { wholeDocument } from '../app/openapi/api';
import type { ApiDocument } from '../app/openapi/document';
import { DocumentedAnswers } from './helpers/documented-answers';

const truth = wholeDocument('test');
const json = { 'Content-Type': 'application/json; charset=utf-8' };
const seminar = {
  id: 1,
  name: 'Backend',
  capacity: 20,
  count: 6,
  time: '14:30',
  online: true,
  instructors: [],
  participants: [],
};
const answered = (status: number, body: unknown, headers: Record<string, string> = json) => ({
  status,
  headers: new Headers(headers),
  text: typeof body === 'string' ? body : JSON.stringify(body),
});
const check =
  (method: string, path: string, answer: ReturnType<typeof answered>, document = truth) =>
  () =>
    new DocumentedAnswers(document).check(method, path, answer);

const unauthorized = { detail: 'Authentication credentials were not provided.' };
const challenge = { ...json, 'WWW-Authenticate': 'Token' };
const redirect = { 'Content-Type': 'text/plain', Location: '/api/v1/seminar/' };

describe('an answer as documented', () => {
  test.each([
    ['GET', '/api/v1/seminar/1/', answered(200, seminar)],
    ['HEAD', '/api/v1/seminar/1/', answered(200, '')],
    ['GET', '/api/v1/seminar/', answered(200, [], { ...json, 'X-Cache': 'hit' })],
    ['GET', '/api/v1/seminar/1/', answered(401, unauthorized, challenge)],
    ['GET', '/api/v1/seminar', answered(301, 'Moved', redirect)],
    [
      'PATCH',
      '/api/v1/user/login/',
      answered(405, { detail: 'Method "PATCH" not allowed.' }, { ...json, Allow: 'PUT' }),
    ],
    ['PATCH', '/api/v1/user/login/', answered(401, unauthorized, challenge)],
    ['GET', '/nowhere', answered(404, { detail: 'Not found.' })],
    ['POST', '/api/v1/user/logout/', answered(200, '')],
  ])('passes: %s %s', (method, path, answer) => {
    expect(check(method, path, answer)).not.toThrow();
  });
});

describe('an answer that is not', () => {
  const nameless = { ...seminar, name: undefined };
  test.each([
    [
      'an unknown status',
      'GET',
      '/api/v1/seminar/1/',
      answered(418, {}),
      'documented are 200, 400, 401, 404, 500',
    ],
    [
      'an unknown property',
      'GET',
      '/api/v1/seminar/1/',
      answered(200, { ...seminar, password: 'x' }),
      '"password"',
    ],
    ['a missing property', 'GET', '/api/v1/seminar/1/', answered(200, nameless), "required property 'name'"],
    [
      'another type',
      'GET',
      '/api/v1/seminar/1/',
      answered(200, { ...seminar, id: '1' }),
      'body/id must be integer',
    ],
    [
      'another time',
      'GET',
      '/api/v1/seminar/1/',
      answered(200, { ...seminar, time: '24:00' }),
      'body/time must match',
    ],
    [
      'another message',
      'PUT',
      '/api/v1/user/login/',
      answered(403, { error: 'No.' }),
      'body/error must be equal',
    ],
    ['an unknown field', 'POST', '/api/v1/seminar/', answered(400, { color: ['Bad.'] }), '"color"'],
    ['no body', 'GET', '/api/v1/seminar/1/', answered(200, ''), 'body must be object'],
    ['a body', 'POST', '/api/v1/user/logout/', answered(200, {}), 'no body'],
    [
      'another content type',
      'GET',
      '/api/v1/seminar/1/',
      answered(200, seminar, { 'Content-Type': 'text/html' }),
      'its type is "text/html"',
    ],
    [
      'a missing header',
      'GET',
      '/api/v1/seminar/1/',
      answered(401, unauthorized),
      'lacks the header WWW-Authenticate',
    ],
    [
      'another header',
      'GET',
      '/api/v1/seminar/',
      answered(200, [], { ...json, 'X-Cache': 'maybe' }),
      'X-Cache must be equal',
    ],
    [
      'other methods',
      'PATCH',
      '/api/v1/user/login/',
      answered(405, { detail: 'Method "PATCH" not allowed.' }, { ...json, Allow: 'GET' }),
      'documented are PUT',
    ],
    ['a redirect', 'GET', '/api/v1/seminar/', answered(301, 'Moved', redirect), 'documented are 200'],
    ['an unknown path', 'GET', '/nowhere', answered(200, {}), 'documented are 400, 404, 500'],
  ])('%s fails', (_, method, path, answer, problem) => {
    expect(check(method, path, answer)).toThrow(
      `${method} ${path} answered ${answer.status} otherwise than documented`,
    );
    expect(check(method, path, answer)).toThrow(problem);
  });

  test.each<[string, (document: Mutable) => void]>([
    ['forgets the call', ({ paths }) => delete paths['/api/v1/seminar/{id}/']],
    ['forgets the method', ({ paths }) => delete paths['/api/v1/seminar/{id}/'].get],
    ['forgets the status', ({ paths }) => delete paths['/api/v1/seminar/{id}/'].get.responses['200']],
    ['forgets a property', ({ components }) => delete components.schemas.Seminar.properties.online],
    ['promises one more', ({ components }) => components.schemas.Seminar.required.push('color')],
    ['names another type', ({ components }) => (components.schemas.Seminar.properties.id.type = 'string')],
  ])('is found when the document %s', (_, lie) => {
    const lying = structuredClone(truth);
    lie(lying as unknown as Mutable);
    expect(check('GET', '/api/v1/seminar/1/', answered(200, seminar), lying as ApiDocument)).toThrow(
      'otherwise than',
    );
  });
});

// A document to spoil, in any place.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Mutable = Record<'paths' | 'components', any>;
