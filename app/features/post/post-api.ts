import { z } from 'zod';

import { httpPaths } from '../../../contract';
import type { Operation, Query } from '../../openapi/operation';
import { lastPage, pageOf, pageQuery } from '../../openapi/page';
import {
  badFields,
  badQuery,
  notAuthenticated,
  notFound,
  permissionDenied,
  unreadableBody,
} from '../../openapi/refusals';
import { searchFilter } from '../../openapi/search';
import { id } from '../../openapi/values';
import { unknownBoard } from '../board/board-api';
import { postAnswer } from './post-answers';
import { postBody, postOrderings, postQuery, postUpdateBody } from './post-schema';
import { notAnonymous, staysAsItIs } from './post-service';

const tag = 'Posts';
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

const answer = (status: number, when: string, post: object) => ({
  status,
  when,
  body: postAnswer,
  examples: { Post: post },
});

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
  tag,
  method: 'get',
  description:
    'Filters and orderings work in any combination. No post is shown twice or left out between pages because others come and ' +
    'go; one whose likes or comments change meanwhile has another place in their orders. Filters that the order has no index ' +
    'for look at so many posts a page at most, as `title` and `contents` do.',
  token: 'needed',
  query: [...filters, ...pageQuery],
  answers: [
    {
      status: 200,
      when: 'a page',
      body: pageOf(postAnswer),
      examples: { Page: lastPage(named, anonymous), 'No hit': lastPage() },
    },
  ],
} as const;
const badList = badQuery(postQuery, {
  author: 'A valid integer is required.',
  ordering: '"newest" is not a valid choice.',
});

const update = {
  tag,
  path: `${posts}{id}/`,
  description:
    'Only the fields that are sent change, and none does when one of them is bad. `tags` replace those before.',
  token: 'needed',
  body: { schema: postUpdateBody, examples: { Tags: { tags: ['databases', 'exam'] } } },
  checks: [
    notAuthenticated,
    ...unreadableBody,
    unknownPost,
    otherAuthor,
    badFields(postUpdateBody, { is_anonymous: staysAsItIs }),
  ],
  answers: [answer(200, 'the post as changed', named)],
} as const satisfies Partial<Operation>;

export const postOperations: readonly Operation[] = [
  {
    ...listing,
    id: 'listPosts',
    path: posts,
    summary: 'List the posts of all boards',
    checks: [notAuthenticated, badList],
  },
  {
    ...listing,
    id: 'listBoardPosts',
    path: ofBoard,
    summary: 'List the posts of a board',
    checks: [notAuthenticated, badList, unknownBoard],
  },
  {
    id: 'createPost',
    tag,
    method: 'post',
    path: ofBoard,
    summary: 'Create a post',
    description: 'On a board of any school.',
    token: 'needed',
    body: {
      schema: postBody,
      examples: {
        Question: { title: named.title, contents: named.contents, is_question: true, tags: named.tags },
        Anonymous: { title: named.title, contents: named.contents, is_anonymous: true },
      },
    },
    checks: [
      notAuthenticated,
      ...unreadableBody,
      unknownBoard,
      badFields(postBody, { title: 'This field may not be blank.', is_anonymous: notAnonymous }),
    ],
    answers: [answer(201, 'the new post', named)],
  },
  {
    id: 'showPost',
    tag,
    method: 'get',
    path: `${posts}{id}/`,
    summary: 'Show a post',
    token: 'needed',
    checks: [notAuthenticated, unknownPost],
    answers: [answer(200, 'the post', anonymous)],
  },
  { ...update, id: 'updatePost', method: 'put', summary: 'Change a post' },
  { ...update, id: 'patchPost', method: 'patch', summary: 'Change a post, as with PUT' },
  {
    id: 'deletePost',
    tag,
    method: 'delete',
    path: `${posts}{id}/`,
    summary: 'Delete a post',
    token: 'needed',
    checks: [notAuthenticated, unknownPost, otherAuthor],
    answers: [{ status: 204, when: 'it is gone' }],
  },
];
