import { describe, expect, test } from '@jest/globals';
import type { Receipt } from '../../deploy/receipt';
import type { Evidence, Exchange } from '../evidence';
import { failedClaims } from '../testing/failed-claims';
import { sampleEvidence } from '../testing/sample-evidence';
import { judgeRelease, pairOf } from './release';

const answer = (responseBody: string, status = 200): Exchange => ({
  method: 'GET',
  url: 'https://api.example.com/',
  requestHeaders: {},
  status,
  responseHeaders: {},
  responseBody,
});
const [one, two, three] = ['1a2b3c4d', '1a2b3c4d-next', '5e6f7a8b'].map((id) => `20261121T101500Z-${id}`) as [
  string,
  string,
  string,
];
const serves = (id: string) => answer(`waffle-backend ${id}\n`);
const badGateway = answer('<html>502 Bad Gateway</html>', 502);

/** What the run leaves that found these. */
const evidence = (before: Exchange | undefined, after: Exchange): Evidence => {
  const part = (title: string, exchange: Exchange) => ({ kind: 'exchange', title, exchange }) as const;
  const parts = [...(before ? [part('Before the release', before)] : []), part('After it', after)];
  return sampleEvidence({ name: 'release', parts });
};
/** What the last of these runs finds. */
const afterRuns = (...answers: readonly Exchange[]) => {
  let last: Evidence | undefined;
  let pair: ReturnType<typeof pairOf> | undefined;
  for (const each of answers) {
    pair = pairOf(last, each);
    last = evidence(pair.before, pair.after);
  }
  return pair?.before?.responseBody;
};

describe('what was before', () => {
  test.each([
    ['nothing, with the first run', [serves(one)], undefined],
    ['nothing, while it is the same release', [serves(one), serves(one)], undefined],
    ['the release before', [serves(one), serves(two)], one],
    ['still that one, with another run', [serves(one), serves(two), serves(two)], one],
    ['the one in between', [serves(one), serves(two), serves(three)], two],
    ['the one that was rolled back', [serves(one), serves(two), serves(one)], two],
    ['no error page', [serves(one), badGateway, serves(two)], one],
    ['no error page of the first run', [badGateway, serves(two)], undefined],
    ['not the same release, after an error page', [serves(one), badGateway, serves(one)], undefined],
  ])('is %s', (_, answers, before) => {
    expect(afterRuns(...answers)).toBe(before === undefined ? undefined : serves(before).responseBody);
  });
});

const receipt = (changes: Partial<Receipt> = {}): Receipt => ({
  kind: 'release',
  release: two,
  outcome: 'serves',
  failedStep: '',
  by: 'ada',
  began: '2026-11-21T10:15:00Z',
  milliseconds: 5200,
  phases: {},
  migrations: [],
  commit: null,
  requests: { answered: 40, failed: 0 },
  ...changes,
});
const well = {
  before: serves(one),
  after: serves(two),
  current: two as string | null,
  receipts: [receipt({ release: one }), receipt()],
};
const judge = (changes: Partial<typeof well> = {}) => {
  const { before, after, receipts, current } = { ...well, ...changes };
  return judgeRelease({ before, after }, { receipts, current });
};

test('a release that took the place of another one is shown', () => {
  expect(failedClaims(judge())).toEqual([]);
});

test('what failed after it changes nothing', () => {
  const failed = receipt({ release: three, outcome: 'failed', failedStep: 'wait until it is ready' });
  expect(failedClaims(judge({ receipts: [...well.receipts, failed] }))).toEqual([]);
});

const named = 'the address names the release that the server runs';
const requests = 'no request failed meanwhile';

test.each([
  ['an address that still names the old one', { after: serves(one), before: serves(three) }, named],
  ['a name that goes on after the right one', { current: one, receipts: [receipt({ release: one })] }, named],
  ['an address that answers an error', { after: badGateway }, named],
  ['a release before that was the same', { before: serves(two) }, 'before, it named another one'],
  ['an error page before', { before: badGateway }, 'before, it named another one'],
  ['a failed request', { receipts: [receipt({ requests: { answered: 40, failed: 3 } })] }, requests],
  ['a log that was rotated', { receipts: [receipt({ requests: null })] }, requests],
  ['no receipt', { receipts: [] }, requests],
  ['a receipt of another release alone', { receipts: [receipt({ release: one })] }, requests],
])('%s is shown as failed', (_, changes, claim) => {
  expect(failedClaims(judge({ ...changes } as Partial<typeof well>))).toContain(claim);
});

test('a server without a release names none', () => {
  expect(failedClaims(judge({ current: null }))).toEqual([named, requests]);
});

test('how many requests failed is said', () => {
  const receipts = [receipt({ requests: { answered: 40, failed: 3 } })];
  expect(judge({ receipts }).at(-1)?.seen).toBe('3 of 40');
});
