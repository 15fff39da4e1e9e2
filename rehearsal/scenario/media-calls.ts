import sharp from 'sharp';

import { UserError } from '../../bin/io/errors';
import { type Call, make } from '../call';
import { api, type ApiClient } from '../client';
import type { Account } from './accounts';
import type { Area } from './api-story';
import type { People } from './cast';
import { makeGroups } from './groups';
import { badFields, notFound, refusal, unknownId } from './refusals';

const mebibyte = 1024 ** 2;

export const playMedia: Area = async (cast, people) => {
  const { client, output } = cast;
  const id = await output.step('a telephone’s picture is kept, upright', () =>
    upload(client, people.applicant),
  );
  await makeGroups(cast, { 'pictures are one’s own': mediaCalls(people, id) });
  await output.step('who uploads too much at once waits', (step) =>
    uploadAtOnce(client, people.colleague).then(step.note),
  );
};

/** Twelve million pixels, held upright: what a telephone takes most. */
const makePicture = (width = 4032, height = 3024): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#4080c0' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();

const asFile = (content: Buffer | string): FormData => {
  const form = new FormData();
  form.set('file', new Blob([content]), 'photo.jpg');
  return form;
};

async function upload(client: ApiClient, { token }: Account): Promise<number> {
  const answer = await make(client, {
    ask: 'POST media/',
    token,
    body: asFile(await makePicture()),
    status: 201,
    shows: { type: 'image/jpeg', width: 1536, height: 2048, url: /^\/media\/[0-9a-f]{32}\.jpg$/ },
  });
  return answer.json<{ id: number }>().id;
}

function mediaCalls({ applicant, colleague }: People, id: number): Call[] {
  const { token } = applicant;
  const post = (body: unknown) => ({ ask: 'POST media/', token, body });
  return [
    { ask: 'GET media/', token, status: 200, shows: { results: [{ id }], next: null } },
    { ask: 'GET media/', token: colleague.token, status: 200, shows: { results: [], next: null } },
    { ask: 'GET media/?limit=0', token, ...badFields({ limit: /1/ }) },
    { ...post(asFile('<svg xmlns="http://www.w3.org/2000/svg"/>')), ...badFields({ file: /JPEG/ }) },
    { ...post(new FormData()), ...badFields({ file: /required/ }) },
    { ...post({ file: 'x' }), ...refusal(415, 'detail', /^Unsupported media type/) },
    { ...post(asFile(Buffer.alloc(5.5 * mebibyte))), ...refusal(413, 'detail', /too large/) },
    { ask: `DELETE media/${id}/`, token: colleague.token, ...notFound },
    { ask: `DELETE media/${unknownId}/`, token, ...notFound },
    { ask: `DELETE media/${id}/`, token, status: 204 },
    { ask: 'GET media/', token, status: 200, shows: { results: [] } },
  ];
}

/** Two of one user at a time are worked on. */
async function uploadAtOnce(client: ApiClient, { token }: Account): Promise<string> {
  const body = asFile(await makePicture());
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => client.send('POST', api('media/'), { token, body })),
  );
  const statuses = answers.map(({ status }) => status).sort();
  if (statuses[0] === 201 && statuses.at(-1) === 503) return statuses.join(', ');
  throw new UserError(`five uploads at once: got ${statuses.join(', ')}, expected 201 and 503`);
}

/** A small one. */
export async function uploadPicture(client: ApiClient, { token }: Pick<Account, 'token'>) {
  const sent = { ask: 'POST media/', token, body: asFile(await makePicture(300, 200)), status: 201 };
  return (await make(client, sent)).json<{ id: number; url: string; bytes: number }>();
}

/** What is uploaded is served, without a token, until it is deleted. */
export async function seePicture(client: ApiClient, { token }: Pick<Account, 'token'>): Promise<string> {
  const { id, url, bytes } = await uploadPicture(client, { token });
  await make(client, {
    ask: `GET ${url}`,
    status: 200,
    withHeaders: {
      'content-type': 'image/jpeg',
      'content-length': String(bytes),
      'cache-control': /immutable/,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    },
  });
  await make(client, { ask: `POST ${url}`, status: 405 });
  await make(client, { ask: `DELETE media/${id}/`, token, status: 204 });
  await make(client, { ask: `GET ${url}`, status: 404 });
  return `${bytes} bytes`;
}
