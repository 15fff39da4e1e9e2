import { parameterName, keptCertificate } from '../../contract';
import { UserError } from '../../bin/io/errors';
import { makeAll } from '../call';
import { privateLines, servedSerial } from '../certificates';
import { hostNames } from '../addresses';
import { asClientView } from '../seen-fault';
import { underLoad } from '../under-load';
import { waitUntil } from '../wait-until';
import type { Act, ActCast } from './act';

/** The instance is lost, and another one takes its place with what it did not have itself: data and certificate. */
export const replacementAct: Act = {
  title: 'replace the instance',
  async play(cast, story) {
    cast.secrets.push(...(await privateLines(cast.instance)));
    const before = await servedSerial(cast.connection);
    await untilKept(cast);
    const orders = await cast.acme.ordersSoFar();
    const watched = await underLoad(cast, story, this.title, () => replace(cast));
    await cast.output.step(
      'the certificate is the one from before, and nobody was asked for another',
      async () => {
        const after = await servedSerial(cast.connection);
        if (after !== before) throw new UserError(`another certificate is served: ${after}, not ${before}`);
        const asked = (await cast.acme.ordersSoFar()) - orders;
        if (asked > 0) throw new UserError(`the authority had ${asked} new orders`);
      },
    );
    await cast.output.step('the data are those from before', () =>
      makeAll(cast.client, [
        {
          ask: `GET seminar/${story.seminarId}/`,
          token: story.token,
          status: 200,
          shows: { id: story.seminarId },
        },
        { ask: 'GET user/me/', token: story.token, status: 200 },
      ]),
    );
    const seconds = watched.value;
    cast.figures.replacementSeconds = seconds;
    cast.faults.push({
      fault: 'the instance is lost, and replaced by a new one',
      outcome: `the new one serves the same data with the same certificate, without a new order`,
      verdictSeconds: seconds,
      client: asClientView(watched),
    });
  },
};

/** @returns how long nobody answered */
async function replace(cast: ActCast): Promise<number> {
  const lostAtMs = performance.now();
  await cast.output.step('lose the instance', () => cast.instance.terminate());
  cast.instance = await cast.bootAnother();
  return Math.round((performance.now() - lostAtMs) / 100) / 10;
}

/** It is kept beside the boot, which does not wait for it. */
const untilKept = ({ instance, signal }: ActCast) =>
  waitUntil(
    async () =>
      (await instance.run(['cat', '/var/lib/waffle-backend/kept-certificate'])).trim().length > 0
        ? true
        : undefined,
    {
      what: `the certificate of ${hostNames.api} is kept below ${parameterName('waffle-backend', keptCertificate)}`,
      timeoutMs: 20_000,
      signal,
    },
  );
