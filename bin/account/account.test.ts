import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { readEnvironment } from '../io/environment';
import { ownAddress } from './own-address';
import { readPlan } from './read-plan';

const { signal } = new AbortController();
const aws = {
  region: 'eu-central-1',
  credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 1000, throwOnRequestTimeout: true },
};

let server: Server | undefined;
const asked: IncomingHttpHeaders[] = [];

type Answer = readonly [status: number, body: string];

/** Answers in turn, the last one for good. */
async function answering(...answers: readonly Answer[]): Promise<string> {
  asked.length = 0;
  server = createServer(({ headers }, response) => {
    const [status, body] = answers[Math.min(asked.push(headers), answers.length) - 1] ?? [500, ''];
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(() => void server?.close());

describe('the account’s plan', () => {
  const plan = async (...answers: readonly Answer[]) => {
    const url = await answering(...answers);
    return readPlan({ aws }, { environment: readEnvironment({ AWS_ENDPOINT_URL: url }), signal });
  };
  // The shape of AWS's API reference; the figures of a public answer.
  const state = {
    accountId: '123456789012',
    accountPlanType: 'FREE',
    accountPlanStatus: 'ACTIVE',
    accountPlanRemainingCredits: { amount: 135.71, unit: 'USD' },
    accountPlanExpirationDate: '2026-10-21T01:55:05Z',
  };
  const known = {
    known: true,
    type: 'FREE',
    status: 'ACTIVE',
    creditsUsd: 135.71,
    endsAt: new Date('2026-10-21T01:55:05Z'),
  };

  test('is asked for in us-east-1, signed', async () => {
    expect(await plan([200, JSON.stringify(state)])).toEqual(known);
    expect(asked).toMatchObject([
      {
        'x-amz-target': 'AWSFreeTierService.GetAccountPlanState',
        authorization: expect.stringContaining('/us-east-1/freetier/aws4_request'),
      },
    ]);
  });

  test('is asked for again when AWS throttles', async () => {
    const throttled = [400, '{"__type":"ThrottlingException"}'] as const;
    expect(await plan(throttled, throttled, [200, JSON.stringify(state)])).toEqual(known);
    expect(asked).toHaveLength(3);
  });

  test('without credits or end is still a plan', async () => {
    const paid = { accountPlanType: 'PAID', accountPlanStatus: 'ACTIVE' };
    const expected = { known: true, type: 'PAID', creditsUsd: undefined, endsAt: undefined };
    expect(await plan([200, JSON.stringify(paid)])).toMatchObject(expected);
  });

  test.each([
    [400, '{"__type":"ResourceNotFoundException"}', /AWS keeps no plan of it/],
    [400, '{"__type":"AccessDeniedException"}', /may not ask \(freetier:GetAccountPlanState\)/],
    [404, '<html>', /answered with status 404/],
    [200, '<html>', /did not answer/],
  ])('is not known after %i %s', async (status, body, reason) => {
    expect(await plan([status, body])).toEqual({ known: false, reason: expect.stringMatching(reason) });
  });
});

describe('the own address', () => {
  const address = async (status: number, body: string) => {
    const url = await answering([status, body]);
    return ownAddress({ environment: readEnvironment({ WAFFLE_CHECKIP_URL: url }), signal });
  };

  test('is the one that AWS saw', async () =>
    expect(await address(200, '203.0.113.7\n')).toBe('203.0.113.7'));

  test.each([
    [200, '2001:db8::7\n', /no IPv4 address/],
    [200, '10.0.0.7\n', /never arrives over the internet/],
    [200, '<html>sign in to this network</html>', /no IPv4 address/],
    [503, '203.0.113.7', /status 503/],
  ])('is not taken from %i %s', async (status, body, message) => {
    await expect(address(status, body)).rejects.toMatchObject({
      code: 4,
      message: expect.stringMatching(message),
      fix: expect.stringContaining('waffle allow-ip'),
    });
  });
});
