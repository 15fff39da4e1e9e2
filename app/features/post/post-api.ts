import { z } from 'zod';

import { httpPaths } from '../../../contract';
import { callsAbout } from '../../openapi/calls';
import type { Operation, Query } from '../../openapi/operation';
import { lastPage } from '../../openapi/page';
import { badFields, badQuery, notFound, permissionDenied } from '../../openapi/refusals';
import { searchFilter } from '../../openapi/search';
import { id } from '../../openapi/values';
import { unknownBoard } from '../board/board-api';
import { postAnswer } from './post-answers';
import { postBody, postOrderings, postQuery, postUpdateBody } from './post-schema';
import { notAnonymous, staysAsItIs } from './post-service';

const { list, create, show, change, remove } = callsAbout('Posts');
const posts = `${httpPaths.api}posts/`;
const ofBoard = `${httpPaths.api}boards/{id}/posts/`;

const named = {
  id: 12,
  board: 4,
  title: 'When is the exam?',
  contents: 'Does anybody know?',
  is_question: true,
  tags: ['databases', 'exam'],
  is_anonymous: false,
  author: { id: 3, username: 'ada', nickname: 'Countess' },
  alias: null,
  is_mine: true,
  like_count: 0,
  scrap_count: 0,
  comment_count: 0,
  is_liked: false,
  is_scrapped: false,
  created_at: '2026-11-21T12:32:24.099000Z',
  updated_at: '2026-11-21T12:32:24.099000Z',
};
const anonymous = {
  ...named,
  is_anonymous: true,
  author: null,
  alias: 'Anonymous (author)',
  is_mine: false,
  like_count: 3,
  comment_count: 2,
};

export const unknownPost = notFound('no post has this id, or it is deleted or hidden');
const otherAuthor = permissionDenied('another user has written it');

const answer = (when: string, post: object) => ({ when, body: postAnswer, examples: { Post: post } });

const filters: readonly Query[] = [
  searchFilter('title', 'Part of the title'),
  searchFilter('contents', 'Part of the contents'),
  { name: 'tag', description: 'Only those with this tag, in any letter case.', schema: z.string() },
  {
    name: 'author',
    description: 'Only those of this user. Anonymous ones are found by their author and by staff alone.',
    schema: id('Of a user.'),
  },
  { name: 'question', description: 'Only questions, or only what is none.', schema: z.boolean() },
  {
    name: 'ordering',
    description: 'With `-` what is most or newest comes first, and so it does when absent: `-created_at`.',
    schema: z.enum(postOrderings),
  },
];

const listing = {
  description:
    'Filters and orderings work in any combination. No post is shown twice or left out between pages because others come and ' +
    'go; one whose likes or comments change meanwhile has another place in their orders. Filters that the order has no index ' +
    'for look at so many posts a page at most, as `title` and `contents` do.',
  query: filters,
  of: postAnswer,
  examples: { Page: lastPage(named, anonymous), 'No hit': lastPage() },
} as const;
const badList = badQuery(postQuery, {
  author: 'A valid integer is required.',
  ordering: '"newest" is not a valid choice.',
});

export const postOperations: readonly Operation[] = [
  list({
    ...listing,
    id: 'listPosts',
    path: posts,
    summary: 'List the posts of all boards',
    checks: [badList],
  }),
  list({
    ...listing,
    id: 'listBoardPosts',
    path: ofBoard,
    summary: 'List the posts of a board',
    checks: [badList, unknownBoard],
  }),
  create({
    id: 'createPost',
    path: ofBoard,
    summary: 'Create a post',
    description: 'On a board of any school.',
    body: {
      schema: postBody,
      examples: {
        Question: { title: named.title, contents: named.contents, is_question: true, tags: named.tags },
        Anonymous: { title: named.title, contents: named.contents, is_anonymous: true },
      },
    },
    checks: [
      unknownBoard,
      badFields(postBody, { title: 'This field may not be blank.', is_anonymous: notAnonymous }),
    ],
    answer: answer('the new post', named),
  }),
  show({
    id: 'showPost',
    path: `${posts}{id}/`,
    summary: 'Show a post',
    checks: [unknownPost],
    answer: answer('the post', anonymous),
  }),
  ...change({
    what: 'Post',
    path: `${posts}{id}/`,
    summary: 'Change a post',
    description:
      'Only the fields that are sent change, and none does when one of them is bad. `tags` replace those before.',
    body: { schema: postUpdateBody, examples: { Tags: { tags: ['databases', 'exam'] } } },
    checks: [unknownPost, otherAuthor, badFields(postUpdateBody, { is_anonymous: staysAsItIs })],
    answer: answer('the post as changed', named),
  }),
  remove({
    id: 'deletePost',
    path: `${posts}{id}/`,
    summary: 'Delete a post',
    checks: [unknownPost, otherAuthor],
  }),
];
