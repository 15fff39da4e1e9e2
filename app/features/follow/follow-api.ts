import { httpPaths } from '../../../contract';
import type { Operation } from '../../openapi/operation';
import { noSuchRecord, notAuthenticated, rule } from '../../openapi/refusals';
import { noUser } from '../todo/todo-service';
import { followAnswer, followListAnswer } from './follow-answers';
import { notOneself } from './follow-service';

const path = (below: string) => `${httpPaths.api}users/{id}/${below}/`;
const unknownUser = noSuchRecord('no user has this id', noUser);

const follow = {
  tag: 'Follows',
  path: path('follow'),
  token: 'needed',
  checks: [notAuthenticated, unknownUser],
} as const;
const state = (when: string, is_following: boolean) => ({
  status: 200,
  when,
  body: followAnswer,
  examples: {
    State: { followers: 3, following: 2, is_following, is_follower: true, is_mutual: is_following },
  },
});

const listing = {
  ...follow,
  method: 'get',
  description: 'Who began last comes first; whoever follows back is marked.',
  answers: [
    {
      status: 200,
      when: 'the list',
      body: followListAnswer,
      examples: { List: [{ id: 3, username: 'ada', nickname: 'Ada', is_mutual: true }], Nobody: [] },
    },
  ],
} as const;

export const followOperations: readonly Operation[] = [
  {
    ...follow,
    id: 'showFollow',
    method: 'get',
    summary: 'Show whether one follows a user',
    answers: [state('what the two are to each other', false)],
  },
  {
    ...follow,
    id: 'followUser',
    method: 'put',
    summary: 'Follow a user',
    description: 'Twice is once.',
    checks: [notAuthenticated, unknownUser, rule(400, 'it is oneself', notOneself)],
    answers: [state('what the two are to each other now', true)],
  },
  {
    ...follow,
    id: 'unfollowUser',
    method: 'delete',
    summary: 'Follow a user no more',
    description: 'Whoever does not follow changes nothing.',
    answers: [state('what the two are to each other now', false)],
  },
  { ...listing, id: 'listFollowers', path: path('followers'), summary: 'List who follows a user' },
  { ...listing, id: 'listFollowing', path: path('following'), summary: 'List whom a user follows' },
];
