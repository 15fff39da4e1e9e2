import * as http from 'node:http';
import * as https from 'node:https';
import { isIPv4 } from 'node:net';
import { sshAddressProblem } from '../../infra/constructs/shared-security-group/ssh-address';
import { exitCodes, UserError } from '../io/errors';
import type { CommandContext } from '../verb';

/** Answers with the address that a request comes from, and a line break; over IPv4 with an IPv4 address. */
const checkIp = 'https://checkip.amazonaws.com';
const timeoutMs = 10_000;
const longestAnswer = 100;

/** The public IPv4 address by which this machine is seen. @throws UserError */
export async function ownAddress({
  environment,
  signal,
}: Pick<CommandContext, 'environment' | 'signal'>): Promise<string> {
  const url = environment.checkIpUrl ?? checkIp;
  const answer = await ask(url, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    throw notFound(`${url} did not answer: ${error instanceof Error ? error.message : String(error)}`, error);
  });
  const address = answer.trim();
  if (!isIPv4(address))
    throw notFound(`${url} answered ${JSON.stringify(answer)}, which is no IPv4 address.`);
  const problem = sshAddressProblem(`${address}/32`);
  if (problem !== undefined) throw notFound(`${url} answered ${address}: ${problem}.`);
  return address;
}

const notFound = (why: string, cause?: unknown) =>
  new UserError(`The public address of this machine was not found. ${why}`, {
    code: exitCodes.unreachable,
    fix: 'give it yourself: waffle allow-ip 203.0.113.7, or -c sshAddress=203.0.113.7/32',
    cause,
  });

/** `fetch` has no way to insist on IPv4. */
const ask = (url: string, signal: AbortSignal): Promise<string> =>
  new Promise((resolve, reject) => {
    const { get } = url.startsWith('http:') ? http : https;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const request = get(url, { family: 4, signal: limit }, (response) => {
      let text = '';
      response
        .setEncoding('utf8')
        .on('data', (part: string) => (text = (text + part).slice(0, longestAnswer)));
      response.once('end', () => {
        if (response.statusCode === 200) return resolve(text);
        reject(new Error(`status ${response.statusCode}`));
      });
      response.once('error', reject);
    });
    request.once('error', (error) => reject(limit.aborted ? (limit.reason as Error) : error));
  });
