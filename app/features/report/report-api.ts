import { httpPaths } from '../../../contract';
import { callsAbout } from '../../openapi/calls';
import type { Answer, Operation } from '../../openapi/operation';
import { lastPage } from '../../openapi/page';
import {
  badFields,
  badQuery,
  notAuthenticated,
  notFound,
  permissionDenied,
  rule,
  unreadableBody,
} from '../../openapi/refusals';
import { unknownComment } from '../comment/comment-api';
import { unknownPost } from '../post/post-api';
import { reviewAnswer, waitingAnswer } from './report-answers';
import { reportsToHide } from './reportables';
import { reportBody, reportQuery, reviewBody } from './report-schema';
import { ownReport } from './report-service';

const tag = 'Reports';
const path = (below: string) => `${httpPaths.api}${below}/`;

const required = 'This field is required.';
const staffOnly = permissionDenied('the user is not of staff');

const waiting = {
  kind: 'post',
  id: 12,
  post: 12,
  title: 'Cheap watches',
  contents: 'Buy them here.',
  is_anonymous: true,
  author: { id: 3, username: 'ada', nickname: 'Countess' },
  report_count: 3,
  reasons: ['It is an advertisement.', 'Spam', 'Not about databases'],
  hidden_at: '2026-11-21T12:32:24.099000Z',
};

const reportOf = (unknown: Answer) =>
  ({
    tag,
    method: 'post',
    description:
      `Reported by ${reportsToHide} users it is hidden from all but staff, until staff decide. ` +
      'Twice is the same as once: the first reason stays. Nobody is told who has reported something.',
    token: 'needed',
    body: { schema: reportBody, examples: { Report: { reason: waiting.reasons[0] } } },
    checks: [
      notAuthenticated,
      ...unreadableBody,
      unknown,
      rule(403, 'the requester wrote it', ownReport),
      badFields(reportBody, { reason: required }),
    ],
    answers: [{ status: 204, when: 'it is noted' }],
  }) as const;

const reviewOf = (what: string) =>
  ({
    tag,
    method: 'put',
    description: 'The last word: later reports hide it no more by themselves. Staff may change their minds.',
    token: 'needed',
    body: { schema: reviewBody, examples: { Hidden: { hidden: true }, Shown: { hidden: false } } },
    checks: [
      notAuthenticated,
      ...unreadableBody,
      staffOnly,
      notFound(`no ${what} has this id, or it is deleted`),
      badFields(reviewBody, { hidden: required }),
    ],
    answers: [
      {
        status: 200,
        when: 'what was decided',
        body: reviewAnswer,
        examples: { Review: { id: 12, is_hidden: true, report_count: 3 } },
      },
    ],
  }) as const;

export const reportOperations: readonly Operation[] = [
  {
    ...reportOf(unknownPost),
    id: 'reportPost',
    path: path('posts/{id}/report'),
    summary: 'Report a post',
  },
  {
    ...reportOf(unknownComment),
    id: 'reportComment',
    path: path('comments/{id}/report'),
    summary: 'Report a comment',
  },
  callsAbout(tag).list({
    id: 'listReports',
    path: path('reports'),
    summary: 'List what waits for the decision of staff',
    description: 'What is hidden because of reports, posts and then comments, the oldest of each first.',
    checks: [badQuery(reportQuery, { cursor: 'Invalid cursor.' }), staffOnly],
    of: waitingAnswer,
    examples: { Page: lastPage(waiting), Nothing: lastPage() },
  }),
  {
    ...reviewOf('post'),
    id: 'reviewPost',
    path: path('posts/{id}/review'),
    summary: 'Decide whether a post is hidden',
  },
  {
    ...reviewOf('comment'),
    id: 'reviewComment',
    path: path('comments/{id}/review'),
    summary: 'Decide whether a comment is hidden',
  },
];
