import fc from 'fast-check';

import { write } from './draft';
import { type ApiCall, validDraftOf } from './operations';
import { send } from './send';
import type { Target } from './target';

const tries = 400;
const answerTimeoutMs = 20_000;

/** In a state of rest makes one call until an answer has one of the statuses; returns whether there was one. */
export async function askAlone(target: Target, call: ApiCall, statuses: readonly string[], seed: number) {
  await target.rest();
  for (const draft of fc.sample(validDraftOf([call]), { seed, numRuns: tries })) {
    const message = target.population.resolve(write(draft));
    const { answers } = await send(target.socket, [message], 'each', answerTimeoutMs);
    answers.forEach((answer) => target.population.learn(message, answer));
    if (answers.some(({ status }) => statuses.includes(String(status)))) return true;
  }
  return false;
}
