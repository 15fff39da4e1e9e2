import { instance as layout } from '../../contract';
import type { RemoteShell } from '../remote/remote-shell';
import { UserError } from '../io/errors';

/** What the instance says of itself. */
export interface ServerHealth {
  readonly memoryBytes: { readonly total: number; readonly available: number };
  readonly diskBytes: { readonly total: number; readonly available: number };
  /** 1, 5 and 15 minutes. */
  readonly load: string;
  /** `active`, `failed`, …, by unit; of the slots the one that is free is inactive. */
  readonly units: Readonly<Record<string, string>>;
  /** What systemd knows to have failed, ours or not. */
  readonly failedUnits: readonly string[];
  /** `a` or `b`. */
  readonly servingSlot: string;
}

const slotUnits = layout.slots.map((slot) => layout.appUnit.replace('@', `@${slot}`));
const units = [...slotUnits, 'nginx.service', layout.redisUnit];

const script = `
free -b | awk '/^Mem/ { print $2, $7 }'
df -B1 --output=size,avail / | tail -n 1
cut -d ' ' -f 1-3 /proc/loadavg
for unit in ${units.join(' ')}; do systemctl is-active "$unit"; done | paste -sd ' '
systemctl --failed --plain --no-legend | awk '{ print $1 }' | paste -sd ' '
if [ -e ${layout.slotBServesFile} ]; then echo b; else echo a; fi
`;

export async function readServer(shell: RemoteShell, signal: AbortSignal): Promise<ServerHealth> {
  const { code, stdout, stderr } = await shell.run(script, { signal, timeoutMs: 20_000 });
  if (code !== 0) throw new UserError(`the instance answered ${stderr.trim() || `with ${code}`}`);
  return describe(stdout.split('\n'));
}

const describe = ([
  memory = '',
  disk = '',
  load = '',
  states = '',
  failed = '',
  slot = '',
]: readonly string[]) => ({
  memoryBytes: sizes(memory),
  diskBytes: sizes(disk),
  load,
  units: Object.fromEntries(units.map((unit, index) => [unit, states.split(' ')[index] ?? 'unknown'])),
  failedUnits: failed.split(' ').filter(Boolean),
  servingSlot: slot,
});

const sizes = (line: string) => {
  const [total = 0, available = 0] = line.trim().split(/\s+/).map(Number);
  return { total, available };
};
