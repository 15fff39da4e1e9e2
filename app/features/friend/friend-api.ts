import { z } from 'zod';

import { httpPaths } from '../../../contract';
import { callsAbout } from '../../openapi/calls';
import type { Operation } from '../../openapi/operation';
import { lastPage } from '../../openapi/page';
import {
  badFields,
  badQuery,
  notAuthenticated,
  notFound,
  permissionDenied,
  rule,
  unreadableBody,
} from '../../openapi/refusals';
import { friendAnswer } from './friend-answers';
import { friendAnswerBody, friendQuery, friendRequestBody, friendStates } from './friend-schema';
import { friendOfOneself, thereIs, unknownUser } from './friend-service';

const tag = 'Friends';
const { list, create, remove } = callsAbout(tag);
const friends = `${httpPaths.api}friends/`;

const friend = {
  id: 12,
  user: { id: 7, username: 'grace', nickname: 'Amazing' },
  state: 'accepted',
  created_at: '2026-11-21T12:32:24.099000Z',
  accepted_at: '2026-11-22T09:00:00.512000Z',
};
const asked = { ...friend, state: 'asked', accepted_at: null };
const unknown = notFound('no friendship has this id');

export const friendOperations: readonly Operation[] = [
  list({
    id: 'listFriends',
    path: friends,
    summary: 'List one’s friends, and who has asked whom',
    description: 'The newest first.',
    query: [{ name: 'state', description: 'Only those in this state.', schema: z.enum(friendStates) }],
    checks: [badQuery(friendQuery, { state: '"enemy" is not a valid choice.' })],
    of: friendAnswer,
    examples: { Page: lastPage(friend) },
  }),
  create({
    id: 'askFriend',
    path: friends,
    summary: 'Ask a user to be one’s friend',
    body: { schema: friendRequestBody, examples: { User: { user: 7 } } },
    checks: [
      rule(400, 'it is oneself', friendOfOneself),
      badFields(friendRequestBody, { user: unknownUser }),
      rule(400, 'one of the two has asked already', thereIs.asked, thereIs.received, thereIs.accepted),
    ],
    answer: { when: 'it is asked', body: friendAnswer, examples: { Friend: asked } },
  }),
  {
    id: 'answerFriend',
    tag,
    method: 'put',
    path: `${friends}{id}/`,
    summary: 'Say yes or no to who has asked',
    description: 'A no leaves nothing behind: both may ask again.',
    token: 'needed',
    body: { schema: friendAnswerBody, examples: { Yes: { accepted: true }, No: { accepted: false } } },
    checks: [
      notAuthenticated,
      ...unreadableBody,
      unknown,
      permissionDenied('one is not whom was asked'),
      badFields(friendAnswerBody, { accepted: 'Must be a valid boolean.' }),
    ],
    answers: [
      { status: 200, when: 'the two are friends', body: friendAnswer, examples: { Friend: friend } },
      { status: 204, when: 'they are not' },
    ],
  },
  remove({
    id: 'deleteFriend',
    path: `${friends}{id}/`,
    summary: 'End a friendship, or take back what was asked',
    checks: [unknown, permissionDenied('one is none of the two')],
  }),
];
