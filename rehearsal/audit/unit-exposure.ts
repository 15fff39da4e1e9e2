import { instance as layout } from '../../contract';
import { UserError } from '../../bin/io/errors';
import type { Instance } from '../instance';

/** Of 10; systemd itself calls up to 2 “OK”. */
const mostOfApplication = 2;
const units = [layout.appUnit, layout.migrateUnit]
  .map((unit) => unit.replace('@', '@a'))
  .concat(layout.redisUnit);

/** How far systemd could close the units further. @throws UserError when the application's is open wider than it may be */
export async function rateUnits(
  instance: Instance,
): Promise<{ readonly application: number; readonly words: string }> {
  const rated = [];
  for (const unit of units) {
    const said = await instance.run(['systemd-analyze', 'security', '--no-pager', unit]);
    rated.push({ unit, exposure: exposureIn(said) });
  }
  const application = rated[0]?.exposure ?? NaN;
  const words = rated.map(({ unit, exposure }) => `${unit} ${exposure}`).join(', ');
  if (application <= mostOfApplication) return { application, words };
  throw new UserError(
    `systemd-analyze security: ${words}; the application’s may be ${mostOfApplication} at most`,
  );
}

/** NaN where it says none. */
export const exposureIn = (said: string) =>
  Number(/Overall exposure level for \S+: ([\d.]+)/.exec(said)?.[1]);
