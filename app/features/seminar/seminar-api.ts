import { z } from 'zod';

import { httpPaths } from '../../../contract';
import { cachedHeaders, notModified } from '../../openapi/cached';
import type { Operation } from '../../openapi/operation';
import {
  badFields,
  noDictionary,
  notAuthenticated,
  notFound,
  permissionDenied,
  rule,
  unreadableBody,
} from '../../openapi/refusals';
import { seminarAnswer, seminarListAnswer } from './seminar-answers';
import { joinBody, seminarBody, seminarUpdateBody } from './seminar-schema';

const tag = 'Seminars';
const path = (below: string) => `${httpPaths.api}seminar/${below}`;

const ada = {
  id: 3,
  username: 'ada',
  email: 'ada@example.com',
  first_name: 'Ada',
  last_name: 'Lovelace',
  joined_at: '2026-11-21T12:32:24.099000Z',
};
const bob = {
  id: 4,
  username: 'bob',
  email: 'bob@example.com',
  first_name: '',
  last_name: '',
  joined_at: '2026-11-21T12:40:02.512000Z',
  is_active: true,
  dropped_at: null,
};
const backend = {
  id: 2,
  name: 'Backend',
  capacity: 20,
  count: 6,
  time: '14:30',
  online: true,
  instructors: [ada],
  participants: [bob],
};

const noSeminar = notFound('no seminar has this id');
const answer = (status: number, when: string, seminar = backend) => ({
  status,
  when,
  body: seminarAnswer,
  examples: { Seminar: seminar },
});

export const seminarOperations: readonly Operation[] = [
  {
    id: 'listSeminars',
    tag,
    method: 'get',
    path: path(''),
    summary: 'List the seminars',
    description:
      'All of them, without pages. Cached for each order; a change is in the next answer all the same.',
    token: 'needed',
    query: [
      {
        name: 'name',
        description: 'Part of the name in any letter case; blank means all.',
        schema: z.string(),
      },
      {
        name: 'order',
        description: '`earliest`: oldest first; anything else: newest first.',
        schema: z.string().meta({ examples: ['earliest'] }),
      },
    ],
    checks: [notAuthenticated],
    answers: [
      {
        status: 200,
        when: 'the list',
        body: seminarListAnswer,
        examples: {
          List: [{ id: backend.id, name: backend.name, instructors: [ada], participant_count: 1 }],
          'No hit': [],
        },
        headers: cachedHeaders,
      },
      notModified('never with `name`'),
    ],
  },
  {
    id: 'createSeminar',
    tag,
    method: 'post',
    path: path(''),
    summary: 'Create a seminar',
    description: 'The instructor who asks is in charge of it. `online` is true unless it is sent.',
    token: 'needed',
    body: {
      schema: seminarBody,
      examples: { Seminar: { name: 'Backend', capacity: 20, count: 6, time: '14:30', online: true } },
    },
    checks: [
      notAuthenticated,
      ...unreadableBody,
      permissionDenied('the requester is no instructor'),
      rule(400, 'the requester is in charge of a seminar', "You're in charge of another seminar"),
      badFields(seminarBody, {
        name: 'This field may not be blank.',
        capacity: 'A valid integer is required.',
        count: 'Ensure this value is greater than or equal to 1.',
        time: 'Time has wrong format. Use one of these formats instead: hh:mm.',
      }),
    ],
    answers: [answer(201, 'the new seminar', { ...backend, participants: [] })],
  },
  {
    id: 'showSeminar',
    tag,
    method: 'get',
    path: path('{id}/'),
    summary: 'Show a seminar',
    token: 'needed',
    checks: [notAuthenticated, noSeminar],
    answers: [answer(200, 'the seminar')],
  },
  {
    id: 'updateSeminar',
    tag,
    method: 'put',
    path: path('{id}/'),
    summary: 'Change a seminar',
    description: 'Only the fields that are sent change, and none does when one of them is bad.',
    token: 'needed',
    body: { schema: seminarUpdateBody, examples: { Larger: { capacity: 30 } } },
    checks: [
      notAuthenticated,
      ...unreadableBody,
      permissionDenied('the requester is no instructor'),
      noSeminar,
      rule(403, 'the requester is not in charge of this seminar', "You're not in charge of this seminar"),
      badFields(seminarUpdateBody, { capacity: 'Ensure this value is greater than or equal to 1.' }),
      rule(
        400,
        'there are more active participants than places',
        'Capacity should be bigger than the number of participants',
      ),
    ],
    answers: [answer(200, 'the seminar as changed', { ...backend, capacity: 30 })],
  },
  {
    id: 'joinSeminar',
    tag,
    method: 'post',
    path: path('{id}/user/'),
    summary: 'Join a seminar',
    description:
      'As a participant or as one more instructor; once only, whether one dropped out since or not. ' +
      'The last place never goes to two.',
    token: 'needed',
    body: {
      schema: joinBody,
      examples: { Participant: { role: 'participant' }, Instructor: { role: 'instructor' } },
    },
    checks: [
      notAuthenticated,
      ...unreadableBody,
      noSeminar,
      noDictionary,
      rule(400, 'the role is another', "'role' should be participant or instructor"),
      rule(400, 'the requester has joined it before', "You've joined this seminar"),
      rule(
        403,
        'the requester lacks the profile of the role, or is a participant who is not accepted',
        "You're not a participant",
        "You're not accepted",
        "You're not an instructor",
      ),
      rule(
        400,
        'the seminar has no place left, or the instructor has a seminar',
        'This seminar is already full',
        "You're in charge of another seminar",
      ),
    ],
    answers: [answer(201, 'the seminar with the new member')],
  },
  {
    id: 'dropSeminar',
    tag,
    method: 'delete',
    path: path('{id}/user/'),
    summary: 'Drop a seminar',
    description:
      'One stays listed as inactive and cannot join again. Whoever is no active participant changes nothing.',
    token: 'needed',
    checks: [
      notAuthenticated,
      permissionDenied('the requester is no participant'),
      noSeminar,
      rule(403, 'the requester is in charge of this seminar', "You're in charge of this seminar"),
    ],
    answers: [
      answer(200, 'the seminar', {
        ...backend,
        participants: [{ ...bob, is_active: false, dropped_at: '2026-11-22T09:00:00.000000Z' }] as never,
      }),
    ],
  },
];
