import { setTimeout as sleep } from 'node:timers/promises';
import { exitCodes, UserError } from '../io/errors';
import type { Machine } from './machine';

const pauseMs = 5_000;
/** A stop or start of RDS takes minutes; one that waits for a backup, more. */
const limitMs = 40 * 60_000;

/** From these no start and no stop leads anywhere. Of a disk that is full, RDS says that it has to be made larger first. */
const hopeless = /^(gone|terminated|shutting-down|deleting|failed|storage-full|inaccessible-|incompatible-)/;

/** What AWS says when the state has changed since it was asked for. */
const tooEarly = ['IncorrectInstanceState', 'InvalidDBInstanceState', 'InvalidDBInstanceStateFault'];

export interface BringOptions {
  readonly note: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Stops or starts a machine and waits until it is. What is in between (starting, backing up) is waited for, so that the same command goes
 * on after an interruption. @returns whether it had to
 */
export async function bring(machine: Machine, goal: 'on' | 'off', options: BringOptions): Promise<boolean> {
  const { note, signal } = options;
  const [wanted, other] = goal === 'on' ? [machine.on, machine.off] : [machine.off, machine.on];
  const deadlineMs = performance.now() + limitMs;
  let isAsked = false;
  for (;;) {
    const state = await machine.state();
    note(`${machine.id} ${state}`);
    if (state === wanted) return isAsked;
    if (hopeless.test(state)) throw stuck(machine, goal, state);
    if (performance.now() > deadlineMs) throw tooLong(machine, goal, state);
    if (state === other && !isAsked) {
      isAsked = await ask(machine, goal);
      continue;
    }
    await sleep(pauseMs, undefined, { signal });
  }
}

async function ask(machine: Machine, goal: 'on' | 'off'): Promise<boolean> {
  try {
    await (goal === 'on' ? machine.start() : machine.stop());
    return true;
  } catch (error) {
    if (error instanceof Error && tooEarly.includes(error.name)) return false;
    throw error;
  }
}

const verbs = { on: { name: 'resume', word: 'started' }, off: { name: 'pause', word: 'stopped' } } as const;

const stuck = ({ what, id }: Machine, goal: 'on' | 'off', state: string) =>
  new UserError(`The ${what} ${id} is ${state}: it cannot be ${verbs[goal].word}.`, {
    fix: 'waffle status, and waffle up where something is missing',
  });

const tooLong = ({ what, id }: Machine, goal: 'on' | 'off', state: string) =>
  new UserError(`The ${what} ${id} is still ${state} after ${limitMs / 60_000} minutes.`, {
    code: exitCodes.interrupted,
    fix: `waffle ${verbs[goal].name} goes on where it was`,
  });
