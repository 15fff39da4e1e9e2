import { z } from 'zod';

import { httpPaths } from '../../../contract';
import { callsAbout } from '../../openapi/calls';
import type { Operation, Query } from '../../openapi/operation';
import {
  badFields,
  badQuery,
  noSuchRecord,
  notAuthenticated,
  permissionDenied,
  unreadableBody,
} from '../../openapi/refusals';
import { day, id } from '../../openapi/values';
import { noTodo } from './find-todos';
import {
  createdAnswer,
  likesAnswer,
  removedAnswer,
  todoAnswer,
  todoListAnswer,
  updatedAnswer,
} from './todo-answers';
import { todoBody, todoQuery, todoUpdateBody } from './todo-schema';
import { noUser } from './todo-service';

const tag = 'Todos';
const { show, change } = callsAbout(tag);
const path = (below = '') => `${httpPaths.todos}${below}`;

const reading = {
  id: 7,
  created_at: '2026-11-21T12:32:24.099000Z',
  updated_at: '2026-11-21T12:32:24.099000Z',
  contents: 'Read chapter 3',
  date: '2026-11-22',
  is_checked: false,
  user: 3,
};
const done = { ...reading, updated_at: '2026-11-22T09:00:00.512000Z', is_checked: true };

const wrongDate = 'Date has wrong format. Use one of these formats instead: YYYY-MM-DD.';
const unknownTodo = noSuchRecord('no todo has this id', noTodo);
const otherOwner = permissionDenied('it is the todo of another user');

const filters: readonly Query[] = [
  { name: 'user', description: 'Whose todos; one’s own when absent.', schema: id('Of the user.') },
  { name: 'contents', description: 'Part of the contents in any letter case.', schema: z.string() },
  { name: 'is_checked', description: 'Only those done, or only those not done.', schema: z.boolean() },
  { name: 'date', description: 'Only those of this day.', schema: day('A day.') },
  { name: 'date_from', description: 'None before this day.', schema: day('A day.') },
  { name: 'date_to', description: 'None after this day.', schema: day('A day.') },
];

const likes = {
  tag,
  path: path('{id}/like/'),
  token: 'needed',
  checks: [notAuthenticated, unknownTodo],
} as const;
const likesOf = (when: string, likes: number, is_liked: boolean) => ({
  status: 200,
  when,
  body: likesAnswer,
  examples: { Likes: { likes, is_liked } },
});

export const todoOperations: readonly Operation[] = [
  {
    id: 'listTodos',
    tag,
    method: 'get',
    path: path(),
    summary: 'List the todos of a user',
    description:
      'By day, and of one day in the order in which they were made. Filters work in any combination; one without a value ' +
      'asks nothing. `/api/todos/` and `/api/todo/` are this path too, with all that is below it.',
    token: 'needed',
    query: filters,
    checks: [
      notAuthenticated,
      badQuery(todoQuery, { date: wrongDate, is_checked: 'Must be a valid boolean.' }),
    ],
    answers: [
      { status: 200, when: 'the list', body: todoListAnswer, examples: { List: [reading], 'No hit': [] } },
    ],
  },
  {
    id: 'createTodo',
    tag,
    method: 'post',
    path: path(),
    summary: 'Create a todo',
    description: 'One’s own: nobody plans for another user. `is_checked` is false unless it is sent.',
    token: 'needed',
    body: {
      schema: todoBody,
      examples: { Todo: { contents: 'Read chapter 3', date: '2026-11-22' } },
    },
    checks: [
      notAuthenticated,
      ...unreadableBody,
      badFields(todoBody, {
        contents: 'Ensure this field has no more than 30 characters.',
        date: wrongDate,
      }),
      noSuchRecord('no user has the `user_id`', noUser),
      permissionDenied('the `user_id` is the one of another user'),
    ],
    answers: [
      {
        status: 200,
        when: 'the new todo',
        body: createdAnswer,
        examples: { Todo: { message: '할 일을 생성하였습니다.', data: reading } },
      },
    ],
  },
  show({
    id: 'showTodo',
    path: path('{id}/'),
    summary: 'Show a todo',
    description: 'Of anybody.',
    checks: [unknownTodo],
    answer: { when: 'the todo', body: todoAnswer, examples: { Todo: reading } },
  }),
  ...change({
    what: 'Todo',
    path: path('{id}/'),
    summary: 'Change a todo',
    description: 'Only the fields that are sent change, and none does when one of them is bad.',
    body: { schema: todoUpdateBody, examples: { Done: { is_checked: true } } },
    checks: [unknownTodo, otherOwner, badFields(todoUpdateBody, { date: wrongDate })],
    answer: {
      when: 'the todo as changed',
      body: updatedAnswer,
      examples: { Done: { message: '업데이트 완료', data: done } },
    },
  }),
  {
    id: 'deleteTodo',
    tag,
    method: 'delete',
    path: path('{id}/'),
    summary: 'Delete a todo',
    token: 'needed',
    checks: [notAuthenticated, unknownTodo, otherOwner],
    answers: [
      {
        status: 200,
        when: 'it is gone',
        body: removedAnswer,
        examples: { Deleted: { message: '삭제 성공' } },
      },
    ],
  },
  {
    ...likes,
    id: 'showTodoLikes',
    method: 'get',
    summary: 'Count who likes a todo',
    answers: [likesOf('the likes', 2, false)],
  },
  {
    ...likes,
    id: 'likeTodo',
    method: 'put',
    summary: 'Like a todo',
    description: 'Of anybody, oneself too. Twice is once.',
    answers: [likesOf('the likes, the own one among them', 3, true)],
  },
  {
    ...likes,
    id: 'unlikeTodo',
    method: 'delete',
    summary: 'Like a todo no more',
    description: 'Whoever does not like it changes nothing.',
    answers: [likesOf('the likes, the own one not among them', 2, false)],
  },
];
