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
import { day, id, monthOfYear } from '../../openapi/values';
import { diaryAnswer, diaryLikesAnswer, diaryListAnswer } from './diary-answers';
import { diaryBody, diaryLikeBody, diaryQuery, diaryUpdateBody } from './diary-schema';
import { dayTaken, noPicture } from './diary-service';
import { noDiary } from './find-diaries';

const tag = 'Diaries';
const { create, show, change, remove } = callsAbout(tag);
const path = (below = '') => `${httpPaths.api}diaries/${below}`;

const diary = {
  id: 7,
  created_at: '2026-11-21T12:32:24.099000Z',
  updated_at: '2026-11-21T12:32:24.099000Z',
  date: '2026-11-21',
  emoji: '🧇',
  contents: 'Waffles with everybody',
  picture: '/media/5d41402abc4b.jpg',
  is_private: false,
  user: 3,
};
const hidden = { ...diary, updated_at: '2026-11-22T09:00:00.512000Z', is_private: true };

const unknownDiary = noSuchRecord('no diary has this id, or it is the private one of another user', noDiary);
const otherOwner = permissionDenied('it is the diary of another user');
const badBody = { date: dayTaken, emoji: 'Enter one emoji.', picture: noPicture };

const filters: readonly Query[] = [
  { name: 'user', description: 'Whose diaries; one’s own when absent.', schema: id('Of the user.') },
  { name: 'contents', description: 'Part of the contents in any letter case.', schema: z.string() },
  { name: 'month', description: 'Only those of this month.', schema: monthOfYear },
  { name: 'date', description: 'Only the one of this day.', schema: day('A day.') },
  { name: 'date_from', description: 'None before this day.', schema: day('A day.') },
  { name: 'date_to', description: 'None after this day.', schema: day('A day.') },
];

const likes = { tag, path: path('{id}/like/'), token: 'needed' } as const;
const likesOf = (when: string, own: string | null) => ({
  status: 200,
  when,
  body: diaryLikesAnswer,
  examples: { Likes: { likes: 2, emojis: [{ emoji: '🧇', count: 2 }], own } },
});

export const diaryOperations: readonly Operation[] = [
  {
    id: 'listDiaries',
    tag,
    method: 'get',
    path: path(),
    summary: 'List the diaries of a user',
    description:
      'By day. Filters work in any combination; one without a value asks nothing. Private ones only their owner sees.',
    token: 'needed',
    query: filters,
    checks: [
      notAuthenticated,
      badQuery(diaryQuery, {
        month: 'Month has wrong format. Use one of these formats instead: YYYY-MM.',
      }),
    ],
    answers: [
      { status: 200, when: 'the list', body: diaryListAnswer, examples: { List: [diary], 'No hit': [] } },
    ],
  },
  create({
    id: 'createDiary',
    path: path(),
    summary: 'Write the diary of a day',
    description: 'One’s own, one a day. `is_private` is false unless it is sent.',
    body: { schema: diaryBody, examples: { Diary: { date: diary.date, contents: diary.contents } } },
    checks: [badFields(diaryBody, badBody)],
    answer: { when: 'the new diary', body: diaryAnswer, examples: { Diary: diary } },
  }),
  show({
    id: 'showDiary',
    path: path('{id}/'),
    summary: 'Show a diary',
    description: 'Of anybody, unless it is private.',
    checks: [unknownDiary],
    answer: { when: 'the diary', body: diaryAnswer, examples: { Diary: diary } },
  }),
  ...change({
    what: 'Diary',
    path: path('{id}/'),
    summary: 'Change a diary',
    description: 'Only the fields that are sent change, and none does when one of them is bad.',
    body: { schema: diaryUpdateBody, examples: { Hidden: { is_private: true } } },
    checks: [unknownDiary, otherOwner, badFields(diaryUpdateBody, badBody)],
    answer: { when: 'the diary as changed', body: diaryAnswer, examples: { Hidden: hidden } },
  }),
  remove({
    id: 'deleteDiary',
    path: path('{id}/'),
    summary: 'Delete a diary',
    description: 'Its day may have another one then.',
    checks: [unknownDiary, otherOwner],
  }),
  {
    ...likes,
    id: 'showDiaryLikes',
    method: 'get',
    summary: 'Count who likes a diary',
    checks: [notAuthenticated, unknownDiary],
    answers: [likesOf('the likes', null)],
  },
  {
    ...likes,
    id: 'likeDiary',
    method: 'put',
    summary: 'Like a diary with an emoji',
    description: 'Of anybody, oneself too. Twice is once, and another emoji replaces the one before.',
    body: { schema: diaryLikeBody, examples: { Like: { emoji: '🧇' } } },
    checks: [
      notAuthenticated,
      ...unreadableBody,
      unknownDiary,
      badFields(diaryLikeBody, { emoji: 'Enter one emoji.' }),
    ],
    answers: [likesOf('the likes, the own one among them', '🧇')],
  },
  {
    ...likes,
    id: 'unlikeDiary',
    method: 'delete',
    summary: 'Like a diary no more',
    description: 'Whoever does not like it changes nothing.',
    checks: [notAuthenticated, unknownDiary],
    answers: [likesOf('the likes, the own one not among them', null)],
  },
];
