import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { account } from '../addresses';
import { read, serve } from '../testing/serve';
import { answerMetadata, instanceId, makeCredentials } from './metadata';

const credentials = makeCredentials();
let server: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  server = await serve(answerMetadata(credentials));
});
afterAll(() => {
  server.close();
});

const tokenPath = '/latest/api/token';
const ask = async (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  read(await server.ask(path, { headers, method }));
const takeToken = async () => (await ask(tokenPath, {}, 'PUT')).text;
const askWithToken = async (path: string) => ask(path, { 'X-aws-ec2-metadata-token': await takeToken() });

test('without a token nothing is told', async () => {
  expect(await ask('/latest/meta-data/instance-id')).toMatchObject({ status: 401, text: '' });
  expect(await ask('/latest/meta-data/instance-id', { 'X-aws-ec2-metadata-token': 'made-up' })).toMatchObject(
    {
      status: 401,
    },
  );
});

test('a token is given for PUT only, with its time to live', async () => {
  expect((await ask(tokenPath)).status).toBe(401);
  const { status, headers } = await ask(tokenPath, { 'X-aws-ec2-metadata-token-ttl-seconds': '300' }, 'PUT');
  expect([status, headers['x-aws-ec2-metadata-token-ttl-seconds']]).toEqual([200, '300']);
});

test.each([
  ['instance-id', instanceId],
  ['placement/region', account.region],
  ['iam/security-credentials/', 'waffle-backend-server'],
])('%s is told', async (name, value) => {
  expect(await askWithToken(`/latest/meta-data/${name}`)).toMatchObject({ status: 200, text: value });
});

test('the role has its credentials, good for hours', async () => {
  const { text } = await askWithToken('/latest/meta-data/iam/security-credentials/waffle-backend-server');
  const { AccessKeyId, SecretAccessKey, Token, Expiration } = JSON.parse(text);
  expect({ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token }).toEqual(
    credentials,
  );
  expect(Date.parse(Expiration)).toBeGreaterThan(Date.now() + 3_600_000);
});

test('what it does not know is 404', async () => {
  expect((await askWithToken('/latest/meta-data/public-keys')).status).toBe(404);
});
