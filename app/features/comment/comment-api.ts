import { httpPaths } from '../../../contract';
import { callsAbout } from '../../openapi/calls';
import type { Operation } from '../../openapi/operation';
import { lastPage } from '../../openapi/page';
import { badFields, badQuery, notFound, permissionDenied } from '../../openapi/refusals';
import { unknownPost } from '../post/post-api';
import { commentAnswer } from './comment-answers';
import { commentBody, commentQuery, commentUpdateBody } from './comment-schema';
import { noAnonymousComments, noSuchParent } from './comment-service';

const { list, create, show, change, remove } = callsAbout('Comments');
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

const answer = (when: string) => ({ when, body: commentAnswer, examples: { Comment: reply } });

export const commentOperations: readonly Operation[] = [
  list({
    id: 'listComments',
    path: ofPost,
    summary: 'List the comments of a post',
    description:
      'All of them by time, replies too, each with its `parent`. A deleted one leaves an empty place as long as it has replies.',
    checks: [badQuery(commentQuery, { cursor: 'Invalid cursor.' }), unknownPost],
    of: commentAnswer,
    examples: { Page: lastPage(emptyPlace, reply), 'No hit': lastPage() },
  }),
  create({
    id: 'createComment',
    path: ofPost,
    summary: 'Comment on a post, or reply to a comment',
    body: {
      schema: commentBody,
      examples: {
        Comment: { contents: reply.contents },
        Reply: { contents: reply.contents, is_anonymous: true, parent: 30 },
      },
    },
    checks: [
      unknownPost,
      badFields(commentBody, { is_anonymous: noAnonymousComments, parent: noSuchParent }),
    ],
    answer: answer('the new comment'),
  }),
  show({
    id: 'showComment',
    path: one,
    summary: 'Show a comment',
    checks: [unknownComment],
    answer: answer('the comment'),
  }),
  ...change({
    what: 'Comment',
    path: one,
    summary: 'Change a comment',
    body: { schema: commentUpdateBody, examples: { Comment: { contents: reply.contents } } },
    checks: [
      unknownComment,
      otherAuthor,
      badFields(commentUpdateBody, { contents: 'This field may not be blank.' }),
    ],
    answer: answer('the comment as changed'),
  }),
  remove({
    id: 'deleteComment',
    path: one,
    summary: 'Delete a comment',
    checks: [unknownComment, otherAuthor],
  }),
];
