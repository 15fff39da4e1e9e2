import { afterEach, expect, test } from '@jest/globals';

import { migrateAll } from '../../../test/helpers/schema-template';
import { TestApi } from '../../../test/helpers/test-api';

let api: TestApi;
afterEach(() => api.stop());

const ready = async () => {
  const { status, body } = await api.call('GET', '/readyz');
  return [status, body];
};

test('the version names the running release', async () => {
  api = await TestApi.start();
  expect(await api.call('GET', '/')).toMatchObject({ status: 200, body: 'waffle-backend development\n' });
});

test('the service is alive and ready', async () => {
  api = await TestApi.start();
  expect(await api.call('GET', '/healthz')).toMatchObject({ status: 200 });
  expect(await ready()).toEqual([200, { ready: true }]);
});

test('it is not ready before its migrations, and is afterwards', async () => {
  api = await TestApi.start({ migrate: false });
  const reason = 'migration 20261121000000_init is not applied';
  expect(await ready()).toEqual([503, { ready: false, reason }]);
  expect((await api.call('GET', '/healthz')).status).toBe(200);
  await migrateAll(api.database);
  expect(await ready()).toEqual([200, { ready: true }]);
});

test('it is not ready while a migration of its own has failed', async () => {
  api = await TestApi.start();
  await api.database.connection.query('UPDATE _prisma_migrations SET finished_at = NULL');
  expect((await ready())[0]).toBe(503);
});

test('it stays ready when a later release fails to migrate', async () => {
  api = await TestApi.start();
  await api.database.connection.query(
    "INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('1', '', '29990101000000_later')",
  );
  expect((await ready())[0]).toBe(200);
});

test('it is not ready while the database does not answer', async () => {
  api = await TestApi.start({ environment: { DATABASE_PORT: '1' } });
  const [status, body] = await ready();
  expect(status).toBe(503);
  expect(body).toMatchObject({ ready: false, reason: expect.stringContaining('the database') });
  expect((await api.call('GET', '/healthz')).status).toBe(200);
});

test('it is not ready once a shutdown has begun', async () => {
  api = await TestApi.start();
  api.container.readiness.beginShutdown();
  expect(await ready()).toEqual([503, { ready: false, reason: 'shutting down' }]);
});
