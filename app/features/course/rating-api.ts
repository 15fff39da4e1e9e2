import { httpPaths } from '../../../contract';
import { callsAbout } from '../../openapi/calls';
import type { Operation } from '../../openapi/operation';
import { lastPage } from '../../openapi/page';
import { badFields, badQuery, notAuthenticated, notFound, unreadableBody } from '../../openapi/refusals';
import { ratingAnswer } from './course-answers';
import { unknownCourse } from './course-api';
import { ratingBody, ratingQuery } from './rating-schema';

const own = { score: 4, contents: 'Hard, and worth it', is_own: true };

const { list, show, remove } = callsAbout('Courses');
const path = `${httpPaths.api}courses/{id}/rating/`;
const answer = { when: 'the rating', body: ratingAnswer, examples: { Rating: own } };

export const ratingOperations: readonly Operation[] = [
  list({
    id: 'listRatings',
    path: `${httpPaths.api}courses/{id}/ratings/`,
    summary: 'List what users think of a course',
    description: 'The newest first. Nobody is told who has written one, nor when.',
    checks: [
      badQuery(ratingQuery, { limit: 'Ensure this value is less than or equal to 100.' }),
      unknownCourse,
    ],
    of: ratingAnswer,
    examples: { Page: lastPage(own) },
  }),
  show({
    id: 'showRating',
    path,
    summary: 'Show one’s own rating of a course',
    checks: [notFound('no course has this id, or one has not rated it')],
    answer,
  }),
  {
    id: 'rateCourse',
    tag: 'Courses',
    method: 'put',
    path,
    summary: 'Rate a course',
    description: 'Once: another one takes the place of the one before, its text too.',
    token: 'needed',
    body: { schema: ratingBody, examples: { Rating: { score: own.score, contents: own.contents } } },
    checks: [
      notAuthenticated,
      ...unreadableBody,
      unknownCourse,
      badFields(ratingBody, { score: 'Ensure this value is less than or equal to 5.' }),
    ],
    answers: [{ status: 200, ...answer }],
  },
  remove({
    id: 'deleteRating',
    path,
    summary: 'Take back one’s rating of a course',
    description: 'Whoever has not rated it changes nothing.',
    checks: [unknownCourse],
    when: 'there is none',
  }),
];
