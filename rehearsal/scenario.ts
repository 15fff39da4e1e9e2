import { httpPaths } from '../contract';
import { UserError } from '../bin/io/errors';
import { type Call, make, makeAll } from './call';
import type { Client } from './client';
import {
  type Account,
  asForm,
  asJson,
  asMultipart,
  logIn,
  makePassword,
  signUpPeople,
} from './scenario/accounts';
import { countAnswers, fetchDocument, findUnseenAnswers, refusedAlikeCalls } from './scenario/api-document';
import type { Cast, People } from './scenario/cast';
import { frontCalls } from './scenario/front-calls';
import { signUpCrowd, wantLastPlace } from './scenario/last-place';
import { askConditionally, type ListOptions, readList, searchCalls, seeWrite } from './scenario/list';
import { databases, memberCalls, refusedSeminarCalls, seminarCalls, waffles } from './scenario/seminar-calls';
import { checkRedis, checkRows } from './scenario/stores';
import { createTodos, likeCalls, todoCalls, todoListCalls } from './scenario/todo-calls';
import {
  authenticationCalls,
  passwordCalls,
  secondRoleCalls,
  signUpCalls,
  updateCalls,
} from './scenario/user-calls';

/** What the first act leaves behind and the second must find again. */
export interface Story extends ListOptions {
  readonly reader: Account;
  readonly seminarId: number;
  /** Passwords and tokens that must be found nowhere. */
  readonly secrets: readonly string[];
}

/** The whole API as its clients use and misuse it. @throws UserError at the first deviation */
export async function playFirstAct(cast: Cast): Promise<Story> {
  const { client, output } = cast;
  await output.step('HTTP leads to HTTPS', () => checkRedirect(client));
  await output.step('browsers get HTTP/2', () => checkProtocol(client));
  await makeGroups(cast, { 'files come from disk, what is private does not': frontCalls });
  const people = await output.step('five sign up and log in, by JSON, form and multipart', () =>
    enter(client),
  );
  const changedPassword = makePassword();
  await makeGroups(cast, userGroups(people, changedPassword));
  const [otherId, seminarId] = await output.step('two seminars are created', () =>
    createSeminars(client, people),
  );
  await makeGroups(cast, seminarGroups(people, seminarId));
  const todoId = await output.step('todos are planned, by JSON, form and multipart', () =>
    createTodos(client, people),
  );
  await makeGroups(cast, todoGroups(people, todoId));
  const crowd = await output.step('five more sign up at once', () => signUpCrowd(client));
  await output.step('they all want the last place, one gets it', (step) =>
    wantLastPlace(client, { crowd, instructor: people.instructor, seminarId }).then(step.note),
  );
  const everyone: Account[] = [...Object.values(people), ...crowd];
  const story = {
    reader: people.applicant,
    token: people.applicant.token,
    ids: [otherId, seminarId],
    seminarId,
    secrets: [changedPassword, ...everyone.flatMap(({ token, password }) => [token, password])],
  };
  await output.step('every write is in the next list', () => checkWrites(client, people, story));
  await observe(cast, story);
  await makeGroups(cast, { 'searches are not cached': searchCalls(story, seminarId) });
  await checkDocument(cast, story);
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

/** Groups of calls, by what they show. */
type Groups = Readonly<Record<string, readonly Call[]>>;

const userGroups = (people: People, changedPassword: string): Groups => ({
  'bad sign-ups and logins are refused': signUpCalls(people),
  'one is known by the token alone': authenticationCalls(people),
  'one changes oneself and nobody else': updateCalls(people),
  'an instructor becomes a participant too': secondRoleCalls(people),
  'a new password counts at once': passwordCalls(people, changedPassword),
});

const seminarGroups = (people: People, seminarId: number): Groups => ({
  'a seminar is changed by those in charge of it': seminarCalls(people, seminarId),
  'members join and drop by the rules': memberCalls(people, seminarId),
});

const todoGroups = (people: People, todoId: number): Groups => ({
  'a list of todos is narrowed by any filters': todoListCalls(people, todoId),
  'a todo is liked once by each': likeCalls(people, todoId),
  'a todo is read by all and changed by its owner': todoCalls(people, todoId),
});

async function makeGroups({ client, output }: Cast, groups: Groups): Promise<void> {
  for (const [shown, calls] of Object.entries(groups)) {
    await output.step(shown, async (step) => {
      await makeAll(client, calls);
      step.note(`${calls.length} calls`);
    });
  }
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

async function enter(client: Client): Promise<People> {
  const people = await signUpPeople(client);
  await logIn(client, people.instructor, asJson);
  await logIn(client, people.applicant, asMultipart);
  return people;
}

/** @returns their ids, newest first */
async function createSeminars(client: Client, people: People): Promise<[number, number]> {
  await makeAll(client, refusedSeminarCalls(people));
  const create = async ({ token }: Account, body: unknown, shows: unknown) => {
    const answer = await make(client, { ask: 'POST seminar/', token, body, status: 201, shows });
    return answer.json<{ id: number }>().id;
  };
  const shown = {
    capacity: 10,
    count: 4,
    time: '14:30',
    online: true,
    instructors: [{ id: people.instructor.id }],
  };
  const older = await create(people.instructor, asForm(waffles), shown);
  const newer = await create(people.colleague, asMultipart(databases), { capacity: 5, online: false });
  return [newer, older];
}

/** Each kind of write that changes what the list shows; the last one leaves the cache empty. */
async function checkWrites(client: Client, { instructor, colleague, participant }: People, story: Story) {
  const { token, ids } = story;
  const member = {
    ask: `POST seminar/${ids[0]}/user/`,
    token: participant.token,
    body: { role: 'participant' },
  };
  const leave = { ask: `DELETE seminar/${ids[0]}/user/`, token: participant.token };
  const rename = { ask: `PUT seminar/${ids[0]}/`, token: colleague.token, body: { name: 'Databases again' } };
  const marry = {
    ask: 'PUT user/me/',
    token: colleague.token,
    body: { first_name: 'Ada', last_name: 'King' },
  };
  const writes: [Call, shownOfNewest: object][] = [
    [{ ...member, status: 201 }, { participant_count: 1 }],
    [{ ...leave, status: 200 }, { participant_count: 0 }],
    [{ ...rename, status: 200 }, { name: 'Databases again' }],
    [{ ...marry, status: 200 }, { instructors: [{ last_name: 'King' }] }],
  ];
  for (const [write, newest] of writes) await seeWrite(client, token, write, [newest, {}]);
  await make(client, { ask: 'PUT user/me/', token: instructor.token, body: { year: 4 }, status: 200 });
}

/** What holds for every call, and that none is left out: a new one needs its rehearsal. */
async function checkDocument({ client, output }: Cast, { token }: Story): Promise<void> {
  const document = await fetchDocument(client);
  await output.step('the document is of the running release', () =>
    makeAll(client, [
      { ask: `GET ${httpPaths.version}`, status: 200, shows: `waffle-backend ${document.info.version}\n` },
    ]),
  );
  await output.step('every call refuses what all refuse', () =>
    makeAll(client, refusedAlikeCalls(document, token)),
  );
  await output.step('every documented answer was seen', async ({ note }) => {
    const unseen = findUnseenAnswers(document, client.answered);
    if (unseen.length > 0) {
      throw new UserError(`never answered so: ${unseen.join(', ')}`, {
        fix: 'Add calls to rehearsal/scenario/.',
      });
    }
    note(`${countAnswers(document)} kinds of answer in ${client.answered.length} calls`);
  });
}
