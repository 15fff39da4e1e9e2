import { randomBytes } from 'node:crypto';
import { cacheHeader, httpPaths, instance as layout, seminarListCacheKey } from '../contract';
import { UserError } from '../bin/io/errors';
import type { Output } from '../bin/io/output';
import { api, type Answer, type Client } from './client';
import type { Instance } from './instance';
import type { Database } from './stand-ins/database';

export interface Cast {
  readonly client: Client;
  readonly instance: Instance;
  readonly database: Database;
  readonly output: Output;
}

interface Account {
  readonly id: number;
  readonly username: string;
  readonly token: string;
}

/** What the first act leaves behind and the second must find again. */
export interface Story {
  readonly instructor: Account;
  readonly participant: Account;
  readonly seminarId: number;
  /** Passwords and tokens that must be found nowhere. */
  readonly secrets: readonly string[];
}

const seminarName = 'Waffles for everyone';

/** A client's day: two people sign up, one teaches, one joins, both read the list. @throws UserError at the first deviation */
export async function playFirstAct(cast: Cast): Promise<Story> {
  const { client, output } = cast;
  await output.step('HTTP is redirected, /static/ and /docs/ come from disk', () => checkFront(client));
  const instructor = await output.step('an instructor signs up', () =>
    signUp(client, 'instructor', { company: 'Waffle Studio', year: 3 }),
  );
  const participant = await output.step('a participant signs up', () =>
    signUp(client, 'participant', { university: 'Example University' }),
  );
  const seminarId = await output.step('the instructor creates a seminar', () =>
    createSeminar(client, instructor.token),
  );
  await output.step('the participant joins it', () => join(client, participant, seminarId));
  const story = {
    instructor,
    participant,
    seminarId,
    secrets: [instructor, participant].flatMap(({ token, password }) => [token, password]),
  };
  await observe(cast, story);
  return story;
}

/** After the reboot: the data is still there, the cache is empty and fills again. */
export async function playSecondAct(cast: Cast, story: Story): Promise<void> {
  const { client, output } = cast;
  await output.step('the participant is still known', async () => {
    const me = expectStatus(await client.get(api('user/me/'), story.participant.token), 200).json<{
      username: string;
    }>();
    expect('username', me.username, story.participant.username);
  });
  await observe(cast, story);
}

async function observe(cast: Cast, story: Story): Promise<void> {
  const { output } = cast;
  for (const order of ['default', 'earliest'] as const) {
    await output.step(`the list (${order} order) misses, then hits`, () =>
      listTwice(cast.client, story, order),
    );
  }
  await output.step('Redis holds the lists and their time to live', (step) =>
    checkRedis(cast.instance).then(step.note),
  );
  await output.step('MySQL holds the rows', (step) => checkRows(cast.database, story).then(step.note));
}

async function checkFront(client: Client): Promise<void> {
  const redirect = expectStatus(await client.getInsecurely(api('seminar/')), 301);
  expect('Location', redirect.headers['location'], `https://api.example.com${api('seminar/')}`);
  const robots = expectStatus(await client.get(`${httpPaths.static}robots.txt`), 200);
  expect('X-Content-Type-Options of /static/', robots.headers['x-content-type-options'], 'nosniff');
  expectStatus(await client.get(api('seminar/')), 401);
  await checkDocs(client);
}

/** The page, and the document of the release that answers. */
async function checkDocs(client: Client): Promise<void> {
  const page = expectStatus(await client.get(httpPaths.docs), 200);
  expect('Content-Type of /docs/', page.headers['content-type'], 'text/html; charset=utf-8');
  const document = expectStatus(await client.get(`${httpPaths.docs}openapi.json`), 200);
  const { version } = document.json<{ info: { version: string } }>().info;
  const { text: running } = expectStatus(await client.get(httpPaths.version), 200);
  expect('the running release', running, `waffle-backend ${version}\n`);
}

async function signUp(client: Client, role: string, profile: Record<string, unknown>) {
  const username = `${role}-${randomBytes(4).toString('hex')}`;
  const password = randomBytes(12).toString('base64url');
  const body = { username, password, email: `${username}@example.com`, role, ...profile };
  const { id, token } = expectStatus(await client.post(api('user/'), body), 201).json<{
    id: number;
    token: string;
  }>();
  const login = expectStatus(await client.put(api('user/login/'), { username, password }), 200).json<{
    token: string;
  }>();
  expect('the token of the login', login.token, token);
  return { id, username, token, password };
}

async function createSeminar(client: Client, token: string): Promise<number> {
  const body = { name: seminarName, capacity: 10, count: 4, time: '14:30' };
  return expectStatus(await client.post(api('seminar/'), body, token), 201).json<{ id: number }>().id;
}

async function join(client: Client, { id, token }: Account, seminarId: number): Promise<void> {
  const seminar = expectStatus(
    await client.post(api(`seminar/${seminarId}/user/`), { role: 'participant' }, token),
    201,
  );
  const { participants } = seminar.json<{ participants: { id: number }[] }>();
  expect('participants', participants.map((participant) => participant.id).join(), String(id));
}

async function listTwice(
  client: Client,
  { participant, seminarId }: Story,
  order: 'default' | 'earliest',
): Promise<void> {
  const path = api(order === 'earliest' ? 'seminar/?order=earliest' : 'seminar/');
  const answers = [await client.get(path, participant.token), await client.get(path, participant.token)];
  answers.forEach((answer) => expectStatus(answer, 200));
  expect(cacheHeader, answers.map(({ headers }) => headers[cacheHeader.toLowerCase()]).join(), 'miss,hit');
  expect('the second list', answers[1]?.text, answers[0]?.text);
  const [seminar] = (answers[0] as Answer).json<{ id: number; participant_count: number }[]>();
  expect(
    'the seminar in the list',
    `${seminar?.id} with ${seminar?.participant_count}`,
    `${seminarId} with 1`,
  );
}

async function checkRedis(instance: Instance): Promise<string> {
  const seconds = [];
  for (const key of [seminarListCacheKey('default'), seminarListCacheKey('earliest')]) {
    const ttl = Number(await instance.run(['redis-cli', '-s', layout.redisSocket, 'TTL', key]));
    if (!(ttl > 0)) throw new UserError(`Redis: the key ${key} has a TTL of ${ttl}, expected more than 0`);
    seconds.push(`${key} ${ttl} s`);
  }
  return seconds.join(', ');
}

async function checkRows(database: Database, { instructor, participant, seminarId }: Story): Promise<string> {
  const rows = await database.query(
    `SELECT user_id, role FROM UserSeminar WHERE seminar_id = ${seminarId} ORDER BY id`,
  );
  expect(
    'rows of UserSeminar',
    rows.join('; '),
    `${instructor.id}\tinstructor; ${participant.id}\tparticipant`,
  );
  return `seminar ${seminarId}: ${rows.map((row) => row.replace('\t', ' ')).join(', ')}`;
}

function expectStatus(answer: Answer, status: number): Answer {
  if (answer.status === status) return answer;
  throw new UserError(`The API answered ${answer.status}, expected ${status}: ${answer.text.slice(0, 500)}`);
}

function expect(what: string, got: unknown, expected: string | undefined): void {
  if (got !== expected)
    throw new UserError(`${what}: got ${JSON.stringify(got)}, expected ${JSON.stringify(expected)}`);
}
