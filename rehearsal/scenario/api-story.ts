import { httpPaths } from '../../contract';
import { UserError } from '../../bin/io/errors';
import { type Call, make, makeAll } from '../call';
import type { ApiClient } from '../client';
import { type Account, asForm, asJson, asMultipart, logIn, makePassword, signUpPeople } from './accounts';
import { type ApiDocument, countAnswers, findUnseenAnswers, refusedAlikeCalls } from './api-document';
import { getAccess, playAuth } from './auth-calls';
import type { ApiCast, People } from './cast';
import { playDiaries } from './diary-calls';
import { playFollows } from './follow-calls';
import { type Groups, makeGroups } from './groups';
import { signUpCrowd, wantLastPlace } from './last-place';
import { type ListOptions, searchCalls, seeWrite } from './list';
import { playCourses } from './course-calls';
import { playFriends } from './friend-calls';
import { playSchools } from './school-calls';
import { playPosts } from './post-calls';
import { playReactions } from './reaction-calls';
import { playMedia } from './media-calls';
import { playProfiles } from './profile-calls';
import { databases, memberCalls, refusedSeminarCalls, seminarCalls, waffles } from './seminar-calls';
import { playTimetables } from './timetable-calls';
import { playTodos } from './todo-calls';
import { authenticationCalls, passwordCalls, secondRoleCalls, signUpCalls, updateCalls } from './user-calls';

/** What the calls leave behind. */
export interface Story extends ListOptions {
  readonly reader: Account;
  readonly seminarId: number;
  /** Passwords and tokens that must be found nowhere. */
  readonly secrets: readonly string[];
}

/** A part of the API with calls of its own: a new one adds itself to `areas`. */
export type Area = (cast: ApiCast, people: People) => Promise<void>;

const areas: readonly Area[] = [
  playAuth,
  playTodos,
  playDiaries,
  playFollows,
  playSchools,
  playFriends,
  playCourses,
  playTimetables,
  playPosts,
  playReactions,
  playMedia,
  playProfiles,
];

/** The whole API as its clients use and misuse it, wherever it runs. @throws UserError at the first deviation */
export async function playApi(cast: ApiCast): Promise<Story> {
  const { client, output } = cast;
  const people = await output.step('six sign up and log in, by JSON, form and multipart', () => enter(cast));
  const changedPassword = makePassword();
  await makeGroups(cast, userGroups(people, changedPassword));
  const [otherId, seminarId] = await output.step('two seminars are created', () =>
    createSeminars(client, people),
  );
  await makeGroups(cast, seminarGroups(people, seminarId));
  for (const play of areas) await play(cast, people);
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
  await makeGroups(cast, { 'searches are not cached': searchCalls(story, seminarId) });
  await output.step('every write is in the next list', () => checkWrites(client, people, story));
  return story;
}

/** What holds for every call, and that none is left out: a new one needs its calls here. */
export async function checkDocument({ client, output }: ApiCast, document: ApiDocument, { reader }: Story) {
  const proofs = { token: reader.token, access: await getAccess(client, reader) };
  await output.step('the document is of the running release', () =>
    makeAll(client, [
      { ask: `GET ${httpPaths.version}`, status: 200, shows: `waffle-backend ${document.info.version}\n` },
    ]),
  );
  await output.step('every call refuses what all refuse', () =>
    makeAll(client, refusedAlikeCalls(document, proofs)),
  );
  await output.step('every documented answer was seen', async ({ note }) => {
    const unseen = findUnseenAnswers(document, client.answered);
    if (unseen.length > 0) {
      throw new UserError(`never answered so:\n  ${unseen.join('\n  ')}`, {
        fix: 'Add calls to rehearsal/scenario/.',
      });
    }
    note(`${countAnswers(document)} kinds of answer in ${client.answered.length} calls`);
  });
}

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

async function enter({ client, makeStaff }: ApiCast): Promise<People> {
  const people = await signUpPeople(client);
  await makeStaff(people.staff);
  await logIn(client, people.instructor, asJson);
  await logIn(client, people.applicant, asMultipart);
  return people;
}

/** @returns their ids, newest first */
async function createSeminars(client: ApiClient, people: People): Promise<[number, number]> {
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
async function checkWrites(client: ApiClient, { instructor, colleague, participant }: People, story: Story) {
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
