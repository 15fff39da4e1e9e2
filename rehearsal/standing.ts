import { instance as layout } from '../contract';
import { UserError } from '../bin/io/errors';
import type { Instance } from './instance';

/** Which release serves, by every place that says so. */
export interface Standing {
  /** What `current` links to. */
  readonly current: string;
  /** What the slot links to that Nginx asks. */
  readonly served: string;
  /** The slot that Nginx asks. */
  readonly named: string;
  readonly active: readonly string[];
  /** The slots that start after a reboot. */
  readonly enabled: readonly string[];
  /** What is in the folder of the releases and is none. */
  readonly partial: readonly string[];
}

export async function readStanding(instance: Instance): Promise<Standing> {
  return parseStanding(await instance.run(['bash', '-c', standingScript]));
}

/** @throws UserError when the places disagree */
export async function expectSettled(instance: Instance): Promise<Standing> {
  const standing = await readStanding(instance);
  if (isSettled(standing)) return standing;
  throw new UserError(`the server does not agree with itself: ${JSON.stringify(standing)}`);
}

const standingScript = `
  cd ${layout.homeDirectory}
  named=a; [ ! -e ${layout.slotBServesFile} ] || named=b
  echo current "$(basename "$(readlink -f current)")"
  echo served "$(basename "$(readlink -f "slots/$named")")"
  echo named $named
  for slot in a b; do
    [ "$(systemctl is-active waffle-backend@$slot)" = inactive ] || echo active $slot
    ! systemctl is-enabled --quiet waffle-backend@$slot || echo enabled $slot
  done
  for name in $(ls -A releases); do
    [ -f releases/$name/manifest.json ] || echo partial "$name"
  done`;

/** Lines of a name and values. */
export function parseStanding(text: string): Standing {
  const words = text.split('\n').map((line) => line.split(' ').filter(Boolean));
  const all = (name: string) => words.filter(([first]) => first === name).flatMap(([, ...values]) => values);
  return {
    current: all('current')[0] ?? '',
    served: all('served')[0] ?? '',
    named: all('named')[0] ?? '',
    active: all('active'),
    enabled: all('enabled'),
    partial: all('partial'),
  };
}

export function isSettled({ current, served, named, active, enabled, partial }: Standing): boolean {
  return current === served && named === String(active) && named === String(enabled) && partial.length === 0;
}
