import { setTimeout as sleep } from 'node:timers/promises';
import { checkEndpoint, type EndpointAnswer } from '../endpoint/check-endpoint';
import { requiredOutput } from '../stack/read-stack';
import type { CommandContext } from '../verb';
import type { UpOutcome } from './run-up';

/** CloudFormation has waited for the first boot: what is missing then is the way there, such as DNS. */
const limitMs = 60_000;
const pauseMs = 2_000;

/** Asks over HTTPS from here, until it answers: by the domain where there is one that leads there already, else by the address. */
export async function awaitAnswer(
  { stack }: Pick<UpOutcome, 'stack'>,
  { output, signal }: Pick<CommandContext, 'output' | 'signal'>,
): Promise<EndpointAnswer> {
  const { hostname } = new URL(requiredOutput(stack, 'apiUrl'));
  const address = requiredOutput(stack, 'serverAddress');
  return output.step('Ask it over HTTPS from here', async (step) => {
    const deadlineMs = performance.now() + limitMs;
    for (;;) {
      const answer = await askBoth(hostname, address, signal);
      if (isRight(answer)) step.note(describe(answer));
      if (isRight(answer) || performance.now() > deadlineMs) return answer;
      step.note(answer.reached ? `${answer.host} answered ${answer.status}` : answer.why);
      await sleep(pauseMs, undefined, { signal });
    }
  });
}

async function askBoth(host: string, address: string, signal: AbortSignal): Promise<EndpointAnswer> {
  const byName = await checkEndpoint(host, { signal });
  if (byName.reached || host === address) return byName;
  return checkEndpoint(host, { address, signal });
}

const isRight = (answer: EndpointAnswer) => answer.reached && answer.status === 200;

const describe = (answer: EndpointAnswer) =>
  answer.reached
    ? `${answer.status} from ${answer.release ?? 'something else'} in ${answer.milliseconds} ms, certificate ${answer.certificate.trusted ? 'trusted' : 'not trusted yet'}`
    : answer.why;
