import { httpPaths, instance as layout } from '../contract';
import { UserError } from '../bin/io/errors';
import { makeAll } from './call';
import type { Client } from './client';
import { fetchDocument } from './scenario/api-document';
import type { Account } from './scenario/accounts';
import { checkDocument, playApi, type Story } from './scenario/api-story';
import type { Cast } from './scenario/cast';
import { frontCalls } from './scenario/front-calls';
import { makeGroups } from './scenario/groups';
import { askConditionally, readList } from './scenario/list';
import { seePicture } from './scenario/media-calls';
import { checkRedis, checkRows } from './scenario/stores';

/** What the first act leaves behind and the second must find again. */
export type { Story };

/** The service as its clients use and misuse it. @throws UserError at the first deviation */
export async function playFirstAct(cast: Cast): Promise<Story> {
  const { client, output, instance } = cast;
  const makeStaff = async ({ username }: Account) =>
    void (await instance.run(['bash', `${layout.currentLink}/deployment/staff.sh`, 'grant', username]));
  const apiCast = { client, output, makeStaff };
  await output.step('HTTP leads to HTTPS', () => checkRedirect(client));
  await output.step('browsers get HTTP/2', () => checkProtocol(client));
  await makeGroups(apiCast, { 'files come from disk, what is private does not': frontCalls });
  const story = await playApi(apiCast);
  await output.step('an uploaded picture is served, until it is deleted', (step) =>
    seePicture(client, story.reader).then(step.note),
  );
  await observe(cast, story);
  await checkDocument(apiCast, await fetchDocument(client), story);
  return story;
}

/** After the reboot: the data is still there, the cache is empty and fills again. */
export async function playSecondAct(cast: Cast, story: Story): Promise<void> {
  const { client, output } = cast;
  const { id, username, token } = story.reader;
  await output.step('a user is still known', () =>
    makeAll(client, [{ ask: 'GET user/me/', token, status: 200, shows: { id, username } }]),
  );
  await observe(cast, story);
}

/** The list, and where it comes from. */
async function observe({ client, output, instance, database }: Cast, story: Story): Promise<void> {
  const list = await output.step('the list misses, then hits, compressed or not', () =>
    readList(client, story),
  );
  await output.step('a client that has it is told so (304)', () => askConditionally(client, story));
  await output.step('Redis holds the lists and their time to live', (step) =>
    checkRedis(instance, list).then(step.note),
  );
  await output.step('MySQL holds the rows', (step) =>
    checkRows(database, client, story.token, story.seminarId).then(step.note),
  );
}

async function checkRedirect(client: Client): Promise<void> {
  const path = `${httpPaths.seminarList}?order=earliest`;
  const { status, headers } = await client.getInsecurely(path);
  if (status === 301 && headers['location'] === `https://api.example.com${path}`) return;
  throw new UserError(
    `GET ${path} over HTTP: got ${status} to ${String(headers['location'])}, expected 301 to HTTPS`,
  );
}

async function checkProtocol(client: Client): Promise<void> {
  const chosen = await client.chooseProtocol();
  if (chosen !== 'h2') throw new UserError(`offered HTTP/2, the server chose ${String(chosen)}`);
}
