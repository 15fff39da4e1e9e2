import { setTimeout as sleep } from 'node:timers/promises';
import { checkEndpoint, type EndpointAnswer } from '../endpoint/check-endpoint';
import { requiredOutput } from '../stack/read-stack';
import type { CommandContext } from '../verb';
import type { UpOutcome } from './run-up';

/** CloudFormation has waited for the first boot: what is missing then is the way there, such as DNS. */
const defaultLimitMs = 30_000;
const pauseMs = 2_000;

/** Asks over HTTPS from here, until it answers: by the domain where there is one that leads there already, else by the address. */
export async function awaitAnswer(
  { stack }: Pick<UpOutcome, 'stack'>,
  { output, signal }: Pick<CommandContext, 'output' | 'signal'>,
  limitMs = defaultLimitMs,
): Promise<EndpointAnswer> {
  const { hostname } = new URL(requiredOutput(stack, 'apiUrl'));
  // Without a server of its own it is known by its name alone.
  const address = stack.outputs.serverAddress ?? hostname;
  let answer: EndpointAnswer | undefined;
  try {
    await output.step('Ask it over HTTPS from here', async (step) => {
      const deadlineMs = performance.now() + limitMs;
      for (;;) {
        answer = await askBoth(hostname, address, signal);
        step.note(describe(answer));
        if (isRight(answer)) return;
        if (performance.now() > deadlineMs) throw new NoRightAnswer();
        await sleep(pauseMs, undefined, { signal });
      }
    });
  } catch (error) {
    if (!(error instanceof NoRightAnswer)) throw error;
  }
  return answer as EndpointAnswer;
}

/** The step has failed; what was answered is told with the outcome. */
class NoRightAnswer extends Error {}

async function askBoth(host: string, address: string, signal: AbortSignal): Promise<EndpointAnswer> {
  const byName = await checkEndpoint(host, { signal });
  if (byName.reached || host === address) return byName;
  return checkEndpoint(host, { address, signal });
}

const isRight = (answer: EndpointAnswer) => answer.reached && answer.status === 200;

function describe(answer: EndpointAnswer): string {
  if (!answer.reached) return answer.why;
  const { host, status, release = 'something else', milliseconds, certificate } = answer;
  if (status !== 200) return `${host} answered ${status}`;
  const trust = certificate.trusted ? 'trusted' : 'not trusted yet';
  return `${status} from ${release} in ${milliseconds} ms, certificate ${trust}`;
}
