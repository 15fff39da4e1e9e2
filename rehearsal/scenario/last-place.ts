import { UserError } from '../../bin/io/errors';
import { make } from '../call';
import { api, type ApiClient } from '../client';
import { type Account, signUp } from './accounts';

const people = 5;
const requestsEach = 4;

/** What the requests that do not get the place are refused for: those of the others, and the winner's own. */
const expected: Readonly<Record<string, number>> = {
  '201': 1,
  '400 This seminar is already full': (people - 1) * requestsEach,
  "400 You've joined this seminar": requestsEach - 1,
};

/** Those who will want the last place, signed up at once. */
export const signUpCrowd = (client: ApiClient): Promise<Account[]> =>
  Promise.all(Array.from({ length: people }, () => signUp(client, 'participant')));

/** Leaves one place and has it asked for by all at once, by each of them several times. @throws UserError unless one gets it */
export async function wantLastPlace(
  client: ApiClient,
  { crowd, instructor, seminarId }: LastPlace,
): Promise<string> {
  // Nobody takes part yet.
  const oneLeft = { ask: `PUT seminar/${seminarId}/`, token: instructor.token, body: { capacity: 1 } };
  await make(client, { ...oneLeft, status: 200, shows: { capacity: 1 } });
  const requests = Array.from({ length: requestsEach }, () => crowd).flat();
  const outcomes = await Promise.all(requests.map((account) => join(client, account, seminarId)));
  const seen = countEach(outcomes);
  if (Object.keys({ ...seen, ...expected }).every((outcome) => seen[outcome] === expected[outcome])) {
    return `${outcomes.length} requests: one 201, the others 400`;
  }
  throw new UserError(`The last place: got ${JSON.stringify(seen)}, expected ${JSON.stringify(expected)}`);
}

export interface LastPlace {
  readonly crowd: readonly Account[];
  readonly instructor: Account;
  readonly seminarId: number;
}

/** The status, and why. */
async function join(client: ApiClient, { token }: Account, seminarId: number): Promise<string> {
  const message = { token, body: { role: 'participant' } };
  const answer = await client.send('POST', api(`seminar/${seminarId}/user/`), message);
  const { error = '' } = answer.json<{ error?: string }>();
  return `${answer.status} ${error}`.trim();
}

function countEach(outcomes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
