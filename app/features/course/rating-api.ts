import { httpPaths } from '../../../contract';
import type { Operation } from '../../openapi/operation';
import { lastPage, pageOf, pageQuery } from '../../openapi/page';
import { badFields, badQuery, notAuthenticated, notFound, unreadableBody } from '../../openapi/refusals';
import { ratingAnswer } from './course-answers';
import { unknownCourse } from './course-api';
import { ratingBody, ratingQuery } from './rating-schema';

const own = { score: 4, contents: 'Hard, and worth it', is_own: true };

const rating = {
  tag: 'Courses',
  path: `${httpPaths.api}courses/{id}/rating/`,
  token: 'needed',
} as const;
const ownRating = (when: string) => ({ status: 200, when, body: ratingAnswer, examples: { Rating: own } });

export const ratingOperations: readonly Operation[] = [
  {
    id: 'listRatings',
    tag: 'Courses',
    method: 'get',
    path: `${httpPaths.api}courses/{id}/ratings/`,
    summary: 'List what users think of a course',
    description: 'The newest first. Nobody is told who has written one, nor when.',
    token: 'needed',
    query: pageQuery,
    checks: [
      notAuthenticated,
      badQuery(ratingQuery, { limit: 'Ensure this value is less than or equal to 100.' }),
      unknownCourse,
    ],
    answers: [{ status: 200, when: 'a page', body: pageOf(ratingAnswer), examples: { Page: lastPage(own) } }],
  },
  {
    ...rating,
    id: 'showRating',
    method: 'get',
    summary: 'Show one’s own rating of a course',
    checks: [notAuthenticated, notFound('no course has this id, or one has not rated it')],
    answers: [ownRating('the rating')],
  },
  {
    ...rating,
    id: 'rateCourse',
    method: 'put',
    summary: 'Rate a course',
    description: 'Once: another one takes the place of the one before, its text too.',
    body: { schema: ratingBody, examples: { Rating: { score: own.score, contents: own.contents } } },
    checks: [
      notAuthenticated,
      ...unreadableBody,
      unknownCourse,
      badFields(ratingBody, { score: 'Ensure this value is less than or equal to 5.' }),
    ],
    answers: [ownRating('the rating')],
  },
  {
    ...rating,
    id: 'deleteRating',
    method: 'delete',
    summary: 'Take back one’s rating of a course',
    description: 'Whoever has not rated it changes nothing.',
    checks: [notAuthenticated, unknownCourse],
    answers: [{ status: 204, when: 'there is none' }],
  },
];
