import { findOpenPorts } from '../audit/open-ports';
import { runLynis } from '../audit/lynis';
import { describe, testTls } from '../audit/testssl';
import { rateUnits } from '../audit/unit-exposure';
import { ensureImage } from '../images';
import type { Act } from './act';

/** What auditors say: of the units, the ports, TLS and the whole system. */
export const auditAct: Act = {
  title: 'audit the instance',
  async play(cast) {
    const { output, stage, instance, acme, figures } = cast;
    await output.step('systemd rates the units', async ({ note }) => {
      const { application, words } = await rateUnits(instance);
      figures.unitExposure = application;
      note(words);
    });
    await output.step('only the ports of HTTP, HTTPS and SSH are open', async ({ note }) =>
      note(await findOpenPorts(stage, instance)),
    );
    await output.step('testssl.sh finds nothing above LOW', async ({ note }) => {
      const image = await ensureImage('standIns', cast);
      const { checks, grade, aboveLow, ofAuthority } = await testTls(
        stage,
        image,
        await acme.rootCertificate(),
      );
      figures.tlsFindings = aboveLow.length;
      const aside =
        ofAuthority.length > 0 ? `; of the test authority: ${ofAuthority.map(describe).join(', ')}` : '';
      note(`${checks} checks, grade ${String(grade)}${aside}`);
    });
    await output.step('lynis rates the system', async ({ note }) => {
      const image = await ensureImage('lynis', cast);
      const { hardeningIndex, warnings, suggestions } = await runLynis(stage, instance, image);
      figures.lynisHardeningIndex = hardeningIndex;
      note(
        `${hardeningIndex} of 100, ${warnings.length} warnings, ${suggestions.length} suggestions: logs/lynis.log`,
      );
    });
  },
};
