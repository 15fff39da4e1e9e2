import { makeAll, type Call } from '../call';
import type { ApiCast } from './cast';

/** Groups of calls, by what they show. */
export type Groups = Readonly<Record<string, readonly Call[]>>;

/** Each group is a step. @throws UserError at the first answer that is another one */
export async function makeGroups({ client, output }: ApiCast, groups: Groups): Promise<void> {
  for (const [shown, calls] of Object.entries(groups)) {
    await output.step(shown, async (step) => {
      await makeAll(client, calls);
      step.note(`${calls.length} calls`);
    });
  }
}
