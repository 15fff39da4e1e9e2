import { instance as layout } from '../../contract';
import { UserError } from '../../bin/io/errors';
import { acmeDirectory, hostNames } from '../addresses';
import { servedSerial } from '../certificates';
import type { Act, ActCast } from './act';
import { plantFault } from './plant';

const renewalFile = `/etc/letsencrypt/renewal/${hostNames.api}.conf`;
const brokenSite = '/etc/nginx/sites-enabled/broken';
/** Longer than any certificate is good for. */
const renewAlways = 'renew_before_expiry = 20 years';

/** The certificate is renewed by what renews it in two months: certbot's own unit. */
export const renewalAct: Act = {
  title: 'renew the certificate while clients use the API',
  async play(cast, story) {
    await cast.output.step('certbot renews by its timer, from its authority, and not before it is time', () =>
      expectPatience(cast),
    );
    await plantFault(cast, story, {
      fault: 'the certificate is renewed',
      unnoticed: true,
      plant: () => renew(cast, 'another'),
      outcome: () => 'Nginx serves the new one, without a restart',
    });
    await plantFault(cast, story, {
      fault: 'the certificate is renewed while Nginx’s settings are broken',
      unnoticed: true,
      plant: async () => {
        await cast.instance.run(['bash', '-c', 'echo broken >"$1"', 'break', brokenSite]);
        await renew(cast, 'the same');
        await cast.instance.run(['rm', brokenSite]);
        // As its timer does every 15 minutes.
        await expectSerial(cast, 'another', () =>
          cast.instance.run(['systemctl', 'start', layout.certificateUnit]),
        );
      },
      outcome: () => 'the old one was served on, and the new one once they were mended',
    });
  },
};

async function expectPatience(cast: ActCast): Promise<void> {
  const { instance, acme } = cast;
  await instance.run(['systemctl', 'is-active', await renewalTimer(cast)]);
  const settings = await instance.run(['cat', renewalFile]);
  if (!settings.includes(`\nserver = ${acmeDirectory}\n`))
    throw new UserError(`${renewalFile} names another authority`);
  const orders = await acme.ordersSoFar();
  await expectSerial(cast, 'the same', async () => startRenewal(cast));
  if ((await acme.ordersSoFar()) > orders)
    throw new UserError('certbot renewed a certificate that is still good');
}

/** Lets certbot find that it is time. */
async function renew(cast: ActCast, expected: Expected): Promise<void> {
  const { instance } = cast;
  await instance.run(['sed', '-i', `1i ${renewAlways}`, renewalFile]);
  try {
    await expectSerial(cast, expected, () => startRenewal(cast));
  } finally {
    await instance.run(['sed', '-i', '/^renew_before_expiry/d', renewalFile]);
  }
}

type Expected = 'the same' | 'another';

/** @throws UserError unless new connections are then shown that certificate */
async function expectSerial(
  { connection, instance }: ActCast,
  expected: Expected,
  work: () => Promise<unknown>,
) {
  const before = await servedSerial(connection);
  await work();
  await instance.untilNginxHasReloaded();
  const after = await servedSerial(connection);
  if ((after === before ? 'the same' : 'another') === expected) return;
  throw new UserError(`certificate ${after} is served, before it was ${before}: expected ${expected}`);
}

const startRenewal = async (cast: ActCast) =>
  cast.instance.run(['systemctl', 'start', (await renewalTimer(cast)).replace('.timer', '.service')]);

/** As each system's package of certbot calls it. */
async function renewalTimer({ instance }: ActCast): Promise<string> {
  const timers = await instance.run(['systemctl', 'list-unit-files', '--no-legend', 'certbot*.timer']);
  return timers.trim().split(/\s/)[0] ?? '';
}
