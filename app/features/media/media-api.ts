import { z } from 'zod';

import { httpPaths } from '../../../contract';
import { callsAbout } from '../../openapi/calls';
import type { Operation } from '../../openapi/operation';
import { lastPage, pageQuery } from '../../openapi/page';
import {
  badFields,
  badQuery,
  detail,
  notAuthenticated,
  notFound,
  rule,
  unreadableBody,
} from '../../openapi/refusals';
import { mediaAnswer, mediaPage } from './media-answers';
import { noPlaceForMore, unreachable } from './media-limits';
import { mediaQuery } from './media-schema';

const tag = 'Media';
const { remove } = callsAbout(tag);
const path = (rest = '') => `${httpPaths.api}media/${rest}`;

const picture = {
  id: 7,
  url: '/media/0123456789abcdef0123456789abcdef.jpg',
  type: 'image/jpeg',
  width: 1536,
  height: 2048,
  bytes: 412_345,
  created_at: '2026-11-22T09:00:00.512000Z',
};

const uploadBody = z.strictObject({
  file: z.string().meta({ format: 'binary', description: 'A JPEG, PNG, WebP or GIF file.' }),
});

const retryAfter = {
  'Retry-After': { description: 'Seconds.', schema: z.string().regex(/^\d+$/), required: true },
};

/** Of the only body that is no JSON, and may be so large. */
const ofForm: Readonly<Record<number, string>> = {
  413: 'the file has more than 5 MiB',
  415: 'the content type is not multipart/form-data',
};

export const mediaOperations: readonly Operation[] = [
  {
    id: 'listMedia',
    tag,
    method: 'get',
    path: path(),
    summary: 'List one’s own pictures',
    description: 'The newest first, page by page.',
    token: 'needed',
    query: pageQuery,
    checks: [notAuthenticated, badQuery(mediaQuery, { limit: 'A valid integer is required.' })],
    answers: [{ status: 200, when: 'a page', body: mediaPage, examples: { Page: lastPage(picture) } }],
  },
  {
    id: 'uploadMedia',
    tag,
    method: 'post',
    path: path(),
    summary: 'Upload a picture',
    description:
      'Up to 5 MiB and 25 million pixels; kinds that have to be held whole while they are read (progressive, interlaced, turned PNG, WebP, ' +
      'GIF) may be fewer. What is kept is another file that shows the same: upright, at most 2048 pixels long, without place, camera or anything ' +
      'else that the file told; of an animation the first picture. A GIF becomes a PNG. Whoever knows the `url` sees the picture, ' +
      'without a token. A user keeps at most 300 pictures and 100 MiB.',
    token: 'needed',
    body: { schema: uploadBody, examples: {}, types: ['multipart/form-data'] },
    checks: [
      notAuthenticated,
      {
        ...detail(
          503,
          'too many pictures are being uploaded, by all or by oneself, the disk is full, or the bucket does not answer',
          'Too many pictures are being uploaded. Try again in a moment.',
          'There is no room for pictures at the moment.',
          unreachable,
        ),
        headers: retryAfter,
      },
      rule(400, 'one has as many pictures as one may keep', noPlaceForMore),
      ...unreadableBody.map((answer) => ({ ...answer, when: ofForm[answer.status] ?? answer.when })),
      badFields(uploadBody, { file: 'Send a JPEG, PNG, WebP or GIF picture that is whole.' }),
    ],
    answers: [{ status: 201, when: 'the picture', body: mediaAnswer, examples: { Picture: picture } }],
  },
  remove({
    id: 'deleteMedia',
    path: path('{id}/'),
    summary: 'Delete a picture',
    description: 'One’s own, for good. Profiles and diaries that showed it show none.',
    checks: [notFound('none of one’s own pictures has this id')],
  }),
];

/** What is below `/media/`: no call of the API, and answered by Nginx where the picture is on its disk. */
export const pictureOperations: readonly Operation[] = [
  {
    id: 'showPicture',
    tag,
    method: 'get',
    path: `${httpPaths.media}{name}`,
    summary: 'Show a picture',
    token: 'ignored',
    checks: [
      notFound('there is no such picture'),
      { ...detail(503, 'the bucket does not answer', unreachable), headers: retryAfter },
    ],
    answers: [
      {
        status: 200,
        when: 'the picture',
        body: z.string(),
        types: ['image/jpeg', 'image/png', 'image/webp'],
      },
    ],
  },
];
