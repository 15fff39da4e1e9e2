import { exitCodeOf, exitCodes, UserError } from '../../bin/io/errors';
import { interruptionSignal } from '../../bin/io/interruption';
import { createOutput } from '../../bin/io/output';
import globalSetup from '../helpers/global-setup';
import globalTeardown from '../helpers/global-teardown';
import { describeReport } from './describe-report';
import { RealTarget } from './real-target';
import { runFuzz } from './run-fuzz';
import { readFuzzSettings } from './settings';

const usualRequests = 100_000;

const output = createOutput({ color: !process.env.NO_COLOR });

async function main(): Promise<number> {
  const settings = readFuzzSettings(process.env, usualRequests);
  const signal = interruptionSignal();
  await globalSetup();
  const target = await output.step('start the API with MySQL and Redis', () => RealTarget.start());
  try {
    const { seed, requests } = settings;
    const onProgress = (sent: number) => {
      if (sent % Math.ceil(requests / 10) === 0) output.line(`  ${sent} of ${requests} requests sent`);
    };
    const report = await output.step(`send ${requests} requests, seed ${seed}`, () =>
      runFuzz({ ...settings, target, signal, onProgress }),
    );
    output.data(report, describeReport(report));
    return report.findings.length === 0 ? exitCodes.ok : exitCodes.guard;
  } finally {
    await target.stop();
    await globalTeardown();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const fix = error instanceof UserError ? error.fix : undefined;
    output.error(error instanceof Error ? error.message : String(error), fix);
    process.exit(exitCodeOf(error));
  },
);
