import { UserError } from '../../bin/io/errors';
import { includes, make } from '../call';
import { api, type Client } from '../client';
import { type Account, signUp } from './accounts';

const wanting = 20;
const full = { error: 'This seminar is already full' };

/** So many who will want the last place, signed up at once. */
export const signUpCrowd = (client: Client): Promise<Account[]> =>
  Promise.all(Array.from({ length: wanting }, () => signUp(client, 'participant')));

/** All ask at once for the one place that is left; one gets it. @returns who */
export async function wantLastPlace(
  client: Client,
  crowd: readonly Account[],
  seminarId: number,
): Promise<Account> {
  const answers = await Promise.all(
    crowd.map(async (account) => {
      const message = { token: account.token, body: { role: 'participant' } };
      const { status, text } = await client.send('POST', api(`seminar/${seminarId}/user/`), message);
      return { account, status, text };
    }),
  );
  const winners = answers.filter(({ status }) => status === 201);
  const refused = answers.filter(({ status, text }) => status === 400 && includes(JSON.parse(text), full));
  const [winner] = winners;
  if (winner && winners.length === 1 && refused.length === wanting - 1) return winner.account;
  const statuses = answers.map(({ status }) => status).join(', ');
  throw new UserError(
    `${wanting} wanted the last place: got ${statuses}, expected one 201 and else 400 ${full.error}`,
  );
}

/** Makes the seminar have one place left: `active` participants have one each. */
export const leaveOnePlace = (client: Client, { token }: Account, seminarId: number, active: number) =>
  make(client, { ask: `PUT seminar/${seminarId}/`, token, body: { capacity: active + 1 }, status: 200 });
