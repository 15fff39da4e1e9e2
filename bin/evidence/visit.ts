import { randomBytes } from 'node:crypto';
import { httpPaths, instance } from '../../contract';
import { UserError } from '../io/errors';
import type { Answer, ApiClient, Message } from './api-client';
import type { Exchange } from './evidence';
import type { Masker } from './masker';

/** One use of the API by people who are made for it, from the first sign-up on. */
export interface Visit {
  /** Each by what was done, in order. */
  readonly exchanges: readonly (readonly [title: string, exchange: Exchange])[];
  /** Of the instructor. */
  readonly token: string;
  readonly userIds: readonly number[];
  readonly seminarId: number;
}

const path = (words: string) => `${httpPaths.api}${words}`;

/**
 * Signs up an instructor and a participant, creates a seminar, joins and lists it. @throws UserError where the API refuses one of them
 */
export async function visitApi(
  client: ApiClient,
  { masker, startedAt }: { masker: Masker; startedAt: Date },
): Promise<Visit> {
  const exchanges: [string, Exchange][] = [];
  const ask = async (title: string, words: string, message: Message, status: number): Promise<Answer> => {
    const answer = await client.send(path(words), message);
    exchanges.push([title, answer.exchange]);
    if (answer.status === status) return answer;
    throw new UserError(
      `${message.method ?? 'GET'} ${path(words)} answered ${answer.status}, expected ${status}: ${answer.exchange.responseBody.slice(0, 300)}`,
    );
  };
  const signUp = async (role: string, profile: Readonly<Record<string, unknown>>) => {
    const password = randomBytes(12).toString('base64url');
    masker.hide(password);
    const username = `${mark}-${role}-${stampOf(startedAt)}`;
    const email = `${username}@example.com`;
    const body = { username, password, email, role, ...profile };
    const answer = await ask(
      `${role === 'instructor' ? 'an' : 'a'} ${role} signs up`,
      'user/',
      { method: 'POST', body },
      201,
    );
    const { id, token } = answer.json<{ id: number; token: string }>();
    masker.hide(token);
    return { id, token };
  };
  const instructor = await signUp('instructor', { company: 'Waffle Studio', year: 3 });
  const participant = await signUp('participant', { university: 'Example University' });
  const seminar = { name: `${mark} ${stampOf(startedAt)}`, capacity: 10, count: 4, time: '14:30' };
  const created = await ask(
    'the instructor creates a seminar',
    'seminar/',
    { method: 'POST', token: instructor.token, body: seminar },
    201,
  );
  const { id: seminarId } = created.json<{ id: number }>();
  const join = { method: 'POST', token: participant.token, body: { role: 'participant' } };
  await ask('the participant joins it', `seminar/${seminarId}/user/`, join, 201);
  const search = `seminar/?name=${encodeURIComponent(seminar.name)}`;
  const listed = await ask('the list shows it', search, { token: participant.token }, 200);
  if (!listed.json<readonly { id: number }[]>().some(({ id }) => id === seminarId))
    throw new UserError(`GET ${path(search)} lists no seminar ${seminarId}`);
  return { exchanges, token: instructor.token, userIds: [instructor.id, participant.id], seminarId };
}

/** What everything that is made for evidence is named by; nothing else is removed. */
export const mark = 'waffle-results';
const stamp = '[0-9]{8}T[0-9]{6}Z';
const roles = ['instructor', 'participant', 'cache'];
/** As SQL writes it; `$` would let a line break stand behind. */
const end = '\\\\z';

/** What belongs to users and seminars goes with them (ON DELETE CASCADE). */
export const removal = [
  `DELETE FROM Seminar WHERE REGEXP_LIKE(name, '^${mark} ${stamp}${end}', 'c')`,
  `DELETE FROM User WHERE REGEXP_LIKE(username, '^${mark}-(${roles.join('|')})-${stamp}${end}', 'c')`,
];

/** The application knows nothing of a removal by SQL. */
export const forgetLists = `
redis=$(command -v redis-cli || command -v valkey-cli)
for order in default earliest; do
  "$redis" -s ${instance.redisSocket} --scan --pattern "*seminar-list:$order" | xargs -r "$redis" -s ${instance.redisSocket} DEL >/dev/null
done
`;

/** `20261122T061503Z` */
export const stampOf = (date: Date) => `${date.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
