import { httpPaths } from '../../../contract';
import type { Answer, Operation } from '../../openapi/operation';
import {
  badFields,
  invalidToken,
  notAuthenticated,
  notFound,
  rule,
  throttled,
  unreadableBody,
} from '../../openapi/refusals';
import { userAnswer, userWithTokenAnswer } from './user-answers';
import { loginBody, participantBody, signUpBody, userUpdateBody } from './user-schema';

const tag = 'Users';
const path = (below: string) => `${httpPaths.api}user/${below}`;

export const ada = {
  id: 3,
  username: 'ada',
  email: 'ada@example.com',
  first_name: 'Ada',
  last_name: 'Lovelace',
  last_login: null,
  date_joined: '2026-11-21T12:32:23.938000Z',
  is_staff: false,
  profile: {
    nickname: 'Countess',
    school: { id: 1, name: 'Example University' },
    department: { id: 4, name: 'Computer Science' },
    picture: null,
  },
  participant: null,
  instructor: {
    id: 2,
    company: 'Waffle Studio',
    year: 7,
    charge: { id: 2, name: 'Backend', joined_at: '2026-11-21T12:32:24.099000Z' },
  },
};
const bob = {
  ...ada,
  id: 4,
  username: 'bob',
  email: 'bob@example.com',
  first_name: '',
  last_name: '',
  profile: { nickname: '', school: null, department: null, picture: null },
  participant: {
    id: 1,
    university: 'Waffle University',
    accepted: true,
    seminars: [
      {
        id: 2,
        name: 'Backend',
        joined_at: '2026-11-21T12:40:02.512000Z',
        is_active: true,
        dropped_at: null,
      },
    ],
  },
  instructor: null,
};
const token = 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3';

const namesTogether = [
  'First name and last name should appear together.',
  'First name or last name should not have number.',
];

const shown = (when: string): Answer => ({
  status: 200,
  when,
  body: userAnswer,
  examples: { Instructor: ada, Participant: bob },
});

export const userOperations: readonly Operation[] = [
  {
    id: 'signUp',
    tag,
    method: 'post',
    path: path(''),
    summary: 'Sign up',
    description:
      'Makes a participant or an instructor. Fields of the other role and unknown ones are ignored, whatever they hold. ' +
      'First and last name: both or neither.',
    token: 'optional',
    body: {
      schema: signUpBody,
      examples: {
        Instructor: {
          username: 'ada',
          password: 'correct horse battery',
          email: 'ada@example.com',
          role: 'instructor',
          first_name: 'Ada',
          last_name: 'Lovelace',
          company: 'Waffle Studio',
          year: 7,
        },
        Participant: {
          username: 'bob',
          password: 'staple correct horse',
          email: 'bob@example.com',
          role: 'participant',
          university: 'Waffle University',
        },
      },
    },
    checks: [
      invalidToken,
      ...unreadableBody,
      badFields(
        signUpBody,
        {
          username: 'A user with that username already exists.',
          password: 'This field is required.',
          email: 'Enter a valid email address.',
          role: '"boss" is not a valid choice.',
        },
        namesTogether,
      ),
    ],
    answers: [
      {
        status: 201,
        when: 'the new user, with the token that signs in',
        body: userWithTokenAnswer,
        examples: {
          Instructor: { ...ada, instructor: { ...ada.instructor, charge: null }, token },
          Participant: { ...bob, participant: { ...bob.participant, seminars: [] }, token },
        },
      },
    ],
  },
  {
    id: 'logIn',
    tag,
    method: 'put',
    path: path('login/'),
    summary: 'Log in',
    description:
      'Works whatever `Authorization` header is sent, and answers every wrong login in the same words.',
    token: 'ignored',
    body: {
      schema: loginBody,
      examples: { Login: { username: 'ada', password: 'correct horse battery' } },
    },
    checks: [
      ...unreadableBody,
      throttled,
      rule(403, 'user name or password is wrong or missing', 'Wrong username or wrong password'),
    ],
    answers: [
      {
        status: 200,
        when: 'the user, with the token',
        body: userWithTokenAnswer,
        examples: { Instructor: { ...ada, last_login: '2026-11-21T12:45:10.001000Z', token } },
      },
    ],
  },
  {
    id: 'logOut',
    tag,
    method: 'post',
    path: path('logout/'),
    summary: 'Log out',
    description: 'The token is permanent and stays valid: a client ends its session by forgetting it.',
    token: 'needed',
    checks: [notAuthenticated],
    answers: [{ status: 200, when: 'nothing more to do' }],
  },
  {
    id: 'showMe',
    tag,
    method: 'get',
    path: path('me/'),
    summary: 'Show oneself',
    token: 'needed',
    checks: [notAuthenticated],
    answers: [shown('the user who asks')],
  },
  {
    id: 'updateMe',
    tag,
    method: 'put',
    path: path('me/'),
    summary: 'Change oneself',
    description:
      'Only the fields that are sent change, and none does when one of them is bad. Fields of a role that one lacks are ' +
      'ignored, a valid `role` too. A new password counts at the next login and ends every sign-in by JWT; the permanent token stays.',
    token: 'needed',
    body: {
      schema: userUpdateBody,
      examples: { Company: { company: 'Waffle House', year: 8 }, School: { school: 1, department: 4 } },
    },
    checks: [
      notAuthenticated,
      ...unreadableBody,
      badFields(
        userUpdateBody,
        { email: 'Enter a valid email address.', department: 'The school has no such department.' },
        namesTogether,
      ),
    ],
    answers: [shown('the user as changed')],
  },
  {
    id: 'becomeParticipant',
    tag,
    method: 'post',
    path: path('participant/'),
    summary: 'Become a participant too',
    token: 'needed',
    body: { schema: participantBody, examples: { University: { university: 'Waffle University' } } },
    checks: [
      notAuthenticated,
      ...unreadableBody,
      rule(400, 'the user is a participant', "You're already a participant"),
      badFields(participantBody, { accepted: 'Must be a valid boolean.' }),
    ],
    answers: [
      {
        status: 201,
        when: 'the user with the new profile',
        body: userAnswer,
        examples: { Both: { ...ada, participant: { ...bob.participant, seminars: [] } } },
      },
    ],
  },
  {
    id: 'showUser',
    tag,
    method: 'get',
    path: path('{id}/'),
    summary: 'Show a user',
    token: 'needed',
    checks: [notAuthenticated, notFound('no user has this id')],
    answers: [shown('the user')],
  },
  {
    id: 'updateUser',
    tag,
    method: 'put',
    path: path('{id}/'),
    summary: 'Refused: users change only themselves',
    description: `One changes oneself at \`${path('me/')}\` alone, not by one’s own number either.`,
    token: 'needed',
    checks: [notAuthenticated, rule(403, 'the path names a number', "Can't update other Users information")],
    answers: [],
  },
];
