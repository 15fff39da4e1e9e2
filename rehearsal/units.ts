import { instance as layout } from '../contract';
import type { Instance } from './instance';
import { waitUntil } from './wait-until';

/** The unit of the slot that Nginx asks. */
export async function servingUnit(instance: Instance): Promise<string> {
  const script = 'if [ -e "$1" ]; then echo b; else echo a; fi';
  const slot = await instance.run(['bash', '-c', script, 'slot', layout.slotBServesFile]);
  return layout.appUnit.replace('@', `@${slot.trim()}`);
}

/** 0 when none runs. */
export const mainPid = async (instance: Instance, unit: string): Promise<number> =>
  Number(await instance.run(['systemctl', 'show', '--property', 'MainPID', '--value', unit]));

/** Ends a unit's main process without a chance to say anything, and waits for the one that systemd starts for it. */
export async function killUnit(instance: Instance, unit: string, signal: AbortSignal): Promise<void> {
  const before = await mainPid(instance, unit);
  await instance.run(['kill', '-KILL', String(before)]);
  await untilRestarted(instance, unit, { before, signal });
}

export const untilRestarted = (
  instance: Instance,
  unit: string,
  { before, signal }: { readonly before: number; readonly signal: AbortSignal },
): Promise<number> =>
  waitUntil(
    async () => {
      const pid = await mainPid(instance, unit);
      return pid !== 0 && pid !== before ? pid : undefined;
    },
    { what: `systemd starts ${unit} again`, timeoutMs: 20_000, signal, intervalMs: 50 },
  );
