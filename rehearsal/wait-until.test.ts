import { expect, test } from '@jest/globals';
import { exitCodes } from '../bin/io/errors';
import { NothingToWaitFor, waitUntil } from './wait-until';

const options = {
  what: 'the API answers',
  timeoutMs: 60,
  intervalMs: 5,
  signal: new AbortController().signal,
};

test('the first answer that is not undefined counts', async () => {
  let questions = 0;
  const answer = await waitUntil(async () => (++questions < 3 ? undefined : false), options);
  expect([answer, questions]).toEqual([false, 3]);
});

test('a question that throws is asked again', async () => {
  let questions = 0;
  const question = async () => {
    if (++questions < 3) throw new Error('not yet');
    return 'here';
  };
  await expect(waitUntil(question, options)).resolves.toBe('here');
});

test('after the time it says what was waited for and what was seen last', async () => {
  const waited = waitUntil(() => Promise.reject(new Error('HTTPS answers 502')), options);
  await expect(waited).rejects.toMatchObject({
    message: 'the API answers: not within 0.06 s (HTTPS answers 502)',
    code: exitCodes.interrupted,
  });
});

test('an abort ends the waiting at once', async () => {
  const aborter = new AbortController();
  const waited = waitUntil(async () => undefined, { ...options, timeoutMs: 10_000, signal: aborter.signal });
  aborter.abort(new Error('Ctrl-C'));
  await expect(waited).rejects.toMatchObject({ name: 'AbortError', cause: new Error('Ctrl-C') });
});

test('it ends at once when there is nothing to wait for', async () => {
  const nothing = new NothingToWaitFor('the instance has ended');
  const waited = waitUntil(() => Promise.reject(nothing), { ...options, timeoutMs: 10_000 });
  await expect(waited).rejects.toBe(nothing);
});
