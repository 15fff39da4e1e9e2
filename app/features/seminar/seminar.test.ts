import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { TestApi } from '../../../test/helpers/test-api';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());

test('a seminar appears in the list', async () => {
  const id = await api.createSeminar({ name: 'Express' });
  const { token } = await api.signUp('participant');
  const { status, body } = await api.call('GET', 'seminar/', { token });
  expect(status).toBe(200);
  expect(body).toMatchObject([{ id, name: 'Express', participant_count: 0 }]);
});
