// client.mjs SETTINGS: clients who ask the domain all the time, as browsers do: they look its address up as long as that is good, over
// verified HTTPS, and send what is idempotent again when a kept connection had ended. A line of JSON for each answer; SIGTERM ends it.
import { Resolver } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';

import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

const { domain, nameServer, caFile, token, workers, pauseMs } = JSON.parse(process.argv[2]);
const resolver = new Resolver();
resolver.setServers([nameServer]);
const ca = readFileSync(caFile);
const agents = new Map();
let known = { until: 0, address: '' };
let stopped = false;
let number = 0;
process.once('SIGTERM', () => (stopped = true));

async function lookUp() {
  if (performance.now() < known.until) return known.address;
  const [{ address, ttl }] = await resolver.resolve4(domain, { ttl: true });
  known = { until: performance.now() + ttl * 1000, address };
  return address;
}

const agentOf = (address) => {
  if (!agents.has(address)) agents.set(address, new Agent({ keepAlive: true }));
  return agents.get(address);
};

const send = (address, method, path, json, agent = agentOf(address)) =>
  new Promise((resolve) => {
    const body = json && JSON.stringify(json);
    const headers = {
      host: domain,
      authorization: `Token ${token}`,
      ...(body && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
    };
    const options = { host: address, servername: domain, ca, method, path, headers, agent };
    const sent = request(options, (response) => {
      response
        .resume()
        .once('end', () =>
          resolve({ status: response.statusCode, retryAfter: response.headers['retry-after'] }),
        );
    });
    sent.setTimeout(10_000, () => sent.destroy(new Error('no answer within 10 s')));
    sent.once('error', (error) => resolve({ status: 0, reused: sent.reusedSocket, error: error.message }));
    sent.end(body);
  });

async function ask(method, path, json) {
  const at = Date.now();
  const address = await lookUp();
  let answer = await send(address, method, path, json);
  const again = answer.status === 0 && answer.reused && method === 'GET';
  if (again) answer = await send(address, method, path, json, false);
  process.stdout.write(
    `${JSON.stringify({ at, ms: Date.now() - at, method, address, again, contents: json?.contents, ...answer })}\n`,
  );
}

await Promise.all(
  Array.from({ length: workers }, async () => {
    while (!stopped) {
      if (number++ % 3 === 2)
        await ask('POST', '/api/v1/todos/', {
          contents: `todo ${process.hrtime.bigint()}`,
          date: '2026-11-22',
        });
      else await ask('GET', '/api/v1/todos/');
      await sleep(pauseMs);
    }
  }),
);
process.exit();
