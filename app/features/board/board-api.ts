import { httpPaths } from '../../../contract';
import { cachedHeaders, notModified } from '../../openapi/cached';
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
import { id } from '../../openapi/values';
import { boardAnswer } from './board-answers';
import { boardBody, boardQuery } from './board-schema';
import { boardExists } from './board-service';

const tag = 'Boards';
const boards = `${httpPaths.api}boards/`;

const board = {
  id: 4,
  school: 1,
  name: 'Free talk',
  description: 'Whatever comes to mind',
  allows_anonymous: true,
  created_at: '2026-11-21T12:32:24.099000Z',
  updated_at: '2026-11-21T12:32:24.099000Z',
};

export const unknownBoard = notFound('no board has this id');

export const boardOperations: readonly Operation[] = [
  {
    id: 'listBoards',
    tag,
    method: 'get',
    path: boards,
    summary: 'List the boards',
    description:
      'In the order in which they were made. The first page of the usual length is cached for each school; a new board is in ' +
      'the next answer all the same.',
    token: 'needed',
    query: [
      { name: 'school', description: 'Only those of this school.', schema: id('A school.') },
      ...pageQuery,
    ],
    checks: [notAuthenticated, badQuery(boardQuery, { school: 'A valid integer is required.' })],
    answers: [
      {
        status: 200,
        when: 'a page',
        body: pageOf(boardAnswer),
        examples: { Page: lastPage(board), 'No hit': lastPage() },
        headers: cachedHeaders,
      },
      notModified('never with `cursor` or `limit`'),
    ],
  },
  {
    id: 'createBoard',
    tag,
    method: 'post',
    path: boards,
    summary: 'Create a board',
    description: 'Those whose profile names the school make its boards, and staff those of any.',
    token: 'needed',
    body: { schema: boardBody, examples: { Board: { school: 1, name: board.name } } },
    checks: [
      notAuthenticated,
      ...unreadableBody,
      badFields(boardBody, { school: 'No school has this id.', name: boardExists }),
      permissionDenied('the user is neither of the school nor of staff'),
    ],
    answers: [{ status: 201, when: 'the new board', body: boardAnswer, examples: { Board: board } }],
  },
  {
    id: 'showBoard',
    tag,
    method: 'get',
    path: `${boards}{id}/`,
    summary: 'Show a board',
    token: 'needed',
    checks: [notAuthenticated, unknownBoard],
    answers: [{ status: 200, when: 'the board', body: boardAnswer, examples: { Board: board } }],
  },
];
