import { UserError } from '../bin/io/errors';
import { bootSteps } from './boot-log';
import { Instance, type BootOptions } from './instance';
import { interruptBoot } from './interrupted-boot';
import type { WaitCondition } from './stand-ins/wait-condition';
import { NothingToWaitFor, waitUntil } from './wait-until';

/** An interrupted boot begins anew in each of its steps. */
const timeoutsMs = { whole: 10 * 60_000, interrupted: 20 * 60_000 };

export interface BootInstanceOptions extends BootOptions {
  readonly waitCondition: WaitCondition;
  /** Kill the boot in each of its steps and run it again. */
  readonly interrupt: boolean;
  readonly onStart: (instance: Instance) => void;
  readonly note: (text: string) => void;
}

/** The instance told CloudFormation that its boot failed. */
export class BootFailed extends UserError {
  override readonly name = 'BootFailed';
}

/**
 * From power-on until the stack would be complete. @returns how often the boot was killed on the way
 * @throws BootFailed when the instance says so
 */
export async function bootInstance(
  options: BootInstanceOptions,
): Promise<{ instance: Instance; kills: number }> {
  const { waitCondition, interrupt, onStart, note, signal, userData } = options;
  waitCondition.forget();
  const instance = await Instance.boot(options);
  onStart(instance);
  const timeoutMs = interrupt ? timeoutsMs.interrupted : timeoutsMs.whole;
  const isOver = () => waitCondition.received() !== undefined;
  const onKill = (step: string) => note(`killed in “${step}”`);
  const killed = interrupt ? await interruptBoot({ instance, isOver, onKill, timeoutMs, signal }) : [];

  const question = async () => {
    note(bootSteps(await instance.bootLog()).at(-1) ?? 'starting');
    if (await instance.hasEnded()) throw new NothingToWaitFor('the instance has ended');
    return waitCondition.received();
  };
  const { Status: status, Reason: reason } = await waitUntil(question, {
    what: 'CloudFormation is told how the boot went',
    timeoutMs,
    signal,
  });
  if (status === 'FAILURE') {
    throw new BootFailed(
      `the instance told CloudFormation: FAILURE (with a reason of ${reason.length} characters)`,
    );
  }
  if ((await instance.seenUserData()) !== userData) {
    throw new UserError('cloud-init ran other bytes than the template’s user-data');
  }
  note(`told CloudFormation: SUCCESS${interrupt ? `, after it was killed ${killed.length} times` : ''}`);
  return { instance, kills: killed.length };
}
