import { exitCodes, UserError } from './errors';

/** npm passes on a Ctrl-C that the terminal has already sent to everyone. */
const sameKeyPressMs = 500;
/** Programs that have the terminal: a Ctrl-C typed into it is theirs. */
let borrowers = 0;

/** While `work` goes on, Ctrl-C interrupts nothing of ours; a request to end and a lost terminal do. */
export async function lendTerminal<T>(work: () => Promise<T>): Promise<T> {
  borrowers += 1;
  try {
    return await work();
  } finally {
    borrowers -= 1;
  }
}

/**
 * A signal that Ctrl-C, a request to end or a lost terminal aborts, so that commands can clean up;
 * the second Ctrl-C leaves at once.
 */
export function interruptionSignal(): AbortSignal {
  const controller = new AbortController();
  let firstMs = 0;
  const onSignal = (name: NodeJS.Signals) => {
    if (name === 'SIGINT' && borrowers > 0) return;
    if (!controller.signal.aborted) {
      firstMs = performance.now();
      controller.abort(new UserError(`Interrupted by ${name}.`, { code: exitCodes.interrupted }));
      return;
    }
    if (performance.now() - firstMs > sameKeyPressMs) process.exit(exitCodes.interrupted);
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error) => controller.abort(error));
  }
  return controller.signal;
}
