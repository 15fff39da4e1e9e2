import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../bin/io/errors';
import { run } from '../../bin/io/run';
import type { Instance } from '../instance';
import type { Stage } from '../stage/stage';

export interface LynisVerdict {
  readonly hardeningIndex: number;
  readonly warnings: readonly string[];
  readonly suggestions: readonly string[];
}

const reportFile = '/var/tmp/lynis-report.dat';

/** Lynis looks at the instance from inside; it is put there for this and taken away again. The report stays among the logs. */
export async function runLynis(stage: Stage, instance: Instance, image: string): Promise<LynisVerdict> {
  const packed = await run(['bash', '-c', packScript, 'pack', image]);
  await instance.run(['bash', '-c', unpackScript], { input: packed.stdout });
  await instance.run(['bash', '-c', auditScript, 'audit', reportFile], { timeoutMs: 300_000 });
  const report = await instance.run(['cat', reportFile]);
  await instance.run(['rm', '-rf', '/var/tmp/lynis', reportFile]);
  await writeFile(path.join(stage.directory, 'lynis.log'), report);
  return readLynisReport(report);
}

// As its archive from upstream has them: all in one folder.
const packScript =
  'set -o pipefail; tar -cz -C "$1/usr/share/lynis" db include -C "$1/usr/sbin" lynis -C "$1/etc/lynis" default.prf plugins | base64';
const unpackScript = 'mkdir /var/tmp/lynis && base64 -d | tar -xz -C /var/tmp/lynis --no-same-owner';
const auditScript =
  'cd /var/tmp/lynis && ./lynis audit system --quick --quiet --no-colors --logfile /dev/null --report-file "$1" >/dev/null || true';

/** Lines of `name=value`; a list has a line for each, of an id and what it says between bars. */
export function readLynisReport(report: string): LynisVerdict {
  const valuesOf = (name: string) =>
    report
      .split('\n')
      .filter((line) => line.startsWith(`${name}=`))
      .map((line) => line.slice(name.length + 1));
  const spoken = (name: string) => valuesOf(name).map((value) => value.split('|').slice(0, 2).join(': '));
  const [hardeningIndex] = valuesOf('hardening_index').map(Number);
  if (!hardeningIndex) throw new UserError('lynis has not computed its index');
  return { hardeningIndex, warnings: spoken('warning[]'), suggestions: spoken('suggestion[]') };
}
