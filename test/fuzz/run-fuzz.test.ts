import type { RequestListener } from 'node:http';

import { describe, expect, test } from '@jest/globals';

import { describeFinding } from './describe-report';
import { refuse, startFakeTarget } from './fake-target';
import { type FuzzOptions, type FuzzReport, runFuzz } from './run-fuzz';
import type { Target } from './target';

/** A run against a server in this process, which refuses everything rightly unless the listener answers otherwise. */
async function fuzz(
  listener: RequestListener,
  options: Partial<FuzzOptions> = {},
  parts: Partial<Target> = {},
): Promise<FuzzReport> {
  const target = await startFakeTarget(listener, parts);
  try {
    return await runFuzz({ seed: 8, requests: 400, answerTimeoutMs: 10_000, target, ...options });
  } finally {
    await target.stop();
  }
}

/** Answers wrongly to DELETE alone. */
const wrongly =
  (answer: RequestListener): RequestListener =>
  (request, response) =>
    request.method === 'DELETE' ? answer(request, response) : refuse(response);

test('nothing is found where nothing is wrong', async () => {
  const report = await fuzz((_request, response) => refuse(response));
  expect(report.findings).toEqual([]);
  expect(report).toMatchObject({ sent: 400, kinds: { valid: expect.any(Number) } });
});

describe('a server that', () => {
  test.each<[string, RegExp, RequestListener]>([
    ['fails', /^The answer is 500: /, (_, response) => response.writeHead(500).end('broken')],
    ['says nothing', /^Within 150 ms came 0 answers/, () => undefined],
    ['hangs up', /^The server closed the connection after 0 of 1 answers/, ({ socket }) => socket.destroy()],
    [
      'hangs up within an answer',
      /^The server closed the connection (within an answer|after 0 of 1 answers)/,
      ({ socket }, response) => response.writeHead(200).write('half', () => socket.destroy()),
    ],
    [
      'answers what is not documented',
      /answered 418 otherwise/,
      (_, response) => response.writeHead(418).end(),
    ],
    ['answers without a body', /its type is ""/, (_, response) => response.writeHead(400).end()],
    ['speaks no HTTP', /^The answer is no HTTP/, ({ socket }) => socket.end('220 ready\r\n\r\n')],
    [
      'sends no UTF-8',
      /^The answer is no HTTP. The body is not UTF-8/,
      (_, response) => response.writeHead(400).end(Buffer.from([0xff])),
    ],
  ])('%s is found', async (_title, problem, answer) => {
    const { findings } = await fuzz(wrongly(answer), { answerTimeoutMs: 150 });
    expect(findings.map((finding) => finding.problem)).toContainEqual(expect.stringMatching(problem));
  });

  test('leaks is found', async () => {
    let heldMiB = 0;
    const listener: RequestListener = (_request, response) => {
      heldMiB += 0.15;
      refuse(response);
    };
    const memory = () => Promise.resolve({ residentMiB: 100 + heldMiB, heapMiB: 50 });
    const { findings } = await fuzz(listener, { requests: 1_000, leastForMemory: 0 }, { memory });
    expect(findings).toEqual([{ problem: expect.stringMatching(/^Memory \(resident\) grows: /) }]);
  });

  test('logs an error is found', async () => {
    const problems = () => ['The process wrote: {"level":50}'];
    const { findings } = await fuzz((_request, response) => refuse(response), {}, { problems });
    expect(findings).toEqual([{ problem: 'The process wrote: {"level":50}' }]);
  });

  test('is too slow for the time there is, is found', async () => {
    const { findings, sent } = await fuzz((_request, response) => refuse(response), { limitMs: 0 });
    expect(findings).toEqual([{ problem: `Only ${sent} of 400 requests could be sent in time.` }]);
  });
});

describe('a finding', () => {
  const failing = wrongly((_request, response) => response.writeHead(500).end());

  test('is made as small as it can be', async () => {
    const [finding] = (await fuzz(failing)).findings;
    expect(finding?.messages).toHaveLength(1);
    // Without a query and without a body.
    expect(finding?.messages?.[0]).toMatch(/^[A-Z]+ \/[\w/]{1,40} HTTP\/1\.1\r\nHost: [\s\S]*\r\n\r\n$/);
  });

  test('happens again with its seed alone', async () => {
    const [finding] = (await fuzz(failing)).findings;
    const again = await fuzz(failing, { seed: finding?.seed ?? 0, requests: 1 });
    expect(again.findings).toEqual([finding]);
  });

  test('shows the request and how to send it again', () => {
    const shown = describeFinding({
      problem: 'The answer is 500: ',
      seed: 42,
      messages: ['GET /\xff HTTP/1.1\r\n\r\n'],
    });
    expect(shown).toContain('  | GET /\\xff HTTP/1.1');
    expect(shown).toContain('FUZZ_SEED=42 FUZZ_REQUESTS=1 npm run fuzz');
  });
});
