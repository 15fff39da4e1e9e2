import { httpPaths } from '../../../contract';
import { callsAbout } from '../../openapi/calls';
import type { Operation } from '../../openapi/operation';
import { lastPage } from '../../openapi/page';
import { badFields, badQuery, notFound, permissionDenied } from '../../openapi/refusals';
import { id } from '../../openapi/values';
import { boardAnswer } from './board-answers';
import { boardBody, boardQuery } from './board-schema';
import { boardExists } from './board-service';

const { list, create, show } = callsAbout('Boards');
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

const answer = (when: string) => ({ when, body: boardAnswer, examples: { Board: board } });

export const boardOperations: readonly Operation[] = [
  list({
    id: 'listBoards',
    path: boards,
    summary: 'List the boards',
    description:
      'In the order in which they were made. The first page of the usual length is cached for each school; a new board is in ' +
      'the next answer all the same.',
    query: [{ name: 'school', description: 'Only those of this school.', schema: id('A school.') }],
    checks: [badQuery(boardQuery, { school: 'A valid integer is required.' })],
    of: boardAnswer,
    examples: { Page: lastPage(board), 'No hit': lastPage() },
    cachedBut: 'never with `cursor` or `limit`',
  }),
  create({
    id: 'createBoard',
    path: boards,
    summary: 'Create a board',
    description: 'Those whose profile names the school make its boards, and staff those of any.',
    body: { schema: boardBody, examples: { Board: { school: 1, name: board.name } } },
    checks: [
      badFields(boardBody, { school: 'No school has this id.', name: boardExists }),
      permissionDenied('the user is neither of the school nor of staff'),
    ],
    answer: answer('the new board'),
  }),
  show({
    id: 'showBoard',
    path: `${boards}{id}/`,
    summary: 'Show a board',
    checks: [unknownBoard],
    answer: answer('the board'),
  }),
];
