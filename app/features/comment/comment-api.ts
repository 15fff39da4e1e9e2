import { httpPaths } from '../../../contract';
import type { Operation } from '../../openapi/operation';
import { lastPage, pageOf, pageQuery } from '../../openapi/page';
import {
  badFields,
  badQuery,
  notAuthenticated,
  notFound,
  permissionDenied,
  unreadableBody,
} from '../../openapi/refusals';
import { unknownPost } from '../post/post-api';
import { commentAnswer } from './comment-answers';
import { commentBody, commentQuery, commentUpdateBody } from './comment-schema';
import { noAnonymousComments, noSuchParent } from './comment-service';

const tag = 'Comments';
const ofPost = `${httpPaths.api}posts/{id}/comments/`;
const one = `${httpPaths.api}comments/{id}/`;

const reply = {
  id: 31,
  post: 12,
  parent: 30,
  contents: 'On Friday.',
  is_anonymous: true,
  author: null,
  alias: 'Anonymous 1',
  is_mine: false,
  is_deleted: false,
  is_hidden: false,
  like_count: 2,
  is_liked: true,
  created_at: '2026-11-21T12:40:02.512000Z',
  updated_at: '2026-11-21T12:40:02.512000Z',
};
const emptyPlace = {
  ...reply,
  id: 30,
  parent: null,
  contents: '',
  is_anonymous: false,
  alias: null,
  is_deleted: true,
  like_count: 0,
  is_liked: false,
};

export const unknownComment = notFound(
  'no comment has this id, or it is deleted, or its post is deleted or hidden',
);
const otherAuthor = permissionDenied('another user has written it');

const answer = (status: number, when: string) => ({
  status,
  when,
  body: commentAnswer,
  examples: { Comment: reply },
});

const update = {
  tag,
  path: one,
  token: 'needed',
  body: { schema: commentUpdateBody, examples: { Comment: { contents: reply.contents } } },
  checks: [
    notAuthenticated,
    ...unreadableBody,
    unknownComment,
    otherAuthor,
    badFields(commentUpdateBody, { contents: 'This field may not be blank.' }),
  ],
  answers: [answer(200, 'the comment as changed')],
} as const satisfies Partial<Operation>;

export const commentOperations: readonly Operation[] = [
  {
    id: 'listComments',
    tag,
    method: 'get',
    path: ofPost,
    summary: 'List the comments of a post',
    description:
      'All of them by time, replies too, each with its `parent`. A deleted one leaves an empty place as long as it has replies.',
    token: 'needed',
    query: pageQuery,
    checks: [notAuthenticated, badQuery(commentQuery, { cursor: 'Invalid cursor.' }), unknownPost],
    answers: [
      {
        status: 200,
        when: 'a page',
        body: pageOf(commentAnswer),
        examples: { Page: lastPage(emptyPlace, reply), 'No hit': lastPage() },
      },
    ],
  },
  {
    id: 'createComment',
    tag,
    method: 'post',
    path: ofPost,
    summary: 'Comment on a post, or reply to a comment',
    token: 'needed',
    body: {
      schema: commentBody,
      examples: {
        Comment: { contents: reply.contents },
        Reply: { contents: reply.contents, is_anonymous: true, parent: 30 },
      },
    },
    checks: [
      notAuthenticated,
      ...unreadableBody,
      unknownPost,
      badFields(commentBody, { is_anonymous: noAnonymousComments, parent: noSuchParent }),
    ],
    answers: [answer(201, 'the new comment')],
  },
  {
    id: 'showComment',
    tag,
    method: 'get',
    path: one,
    summary: 'Show a comment',
    token: 'needed',
    checks: [notAuthenticated, unknownComment],
    answers: [answer(200, 'the comment')],
  },
  { ...update, id: 'updateComment', method: 'put', summary: 'Change a comment' },
  { ...update, id: 'patchComment', method: 'patch', summary: 'Change a comment, as with PUT' },
  {
    id: 'deleteComment',
    tag,
    method: 'delete',
    path: one,
    summary: 'Delete a comment',
    token: 'needed',
    checks: [notAuthenticated, unknownComment, otherAuthor],
    answers: [{ status: 204, when: 'it is gone' }],
  },
];
