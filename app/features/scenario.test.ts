import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { clientOfPort } from '../../rehearsal/client';
import { checkDocument, playApi } from '../../rehearsal/scenario/api-story';
import type { ApiCast } from '../../rehearsal/scenario/cast';
import { askConditionally } from '../../rehearsal/scenario/list';
import { TestApi } from '../../test/helpers/test-api';
import { publicDocument } from '../openapi/api';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start({ environment: { ALLOWED_HOSTS: 'api.example.com' } });
});
afterAll(() => api.stop());

const castOf = ({ port, database }: TestApi): ApiCast => ({
  client: clientOfPort(port),
  output: { step: (_name, work) => work({ note: () => undefined }) },
  makeStaff: ({ id }) => database.connection.query('UPDATE `User` SET is_staff = TRUE WHERE id = ?', [id]),
});

test('the calls of the rehearsal bring about every documented answer', async () => {
  const cast = castOf(api);
  const story = await playApi(cast);
  await askConditionally(cast.client, story);
  const document = publicDocument('development');
  await expect(checkDocument(cast, document, story)).resolves.toBeUndefined();
}, 120_000);
