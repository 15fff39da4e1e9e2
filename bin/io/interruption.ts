import { exitCodes, UserError } from './errors';

/** npm passes on a Ctrl-C that the terminal has already sent to everyone. */
const sameKeyPressMs = 500;

/**
 * A signal that Ctrl-C, a request to end or a lost terminal aborts, so that commands can clean up;
 * the second Ctrl-C leaves at once.
 */
export function interruptionSignal(): AbortSignal {
  const controller = new AbortController();
  let firstMs = 0;
  const onSignal = (name: NodeJS.Signals) => {
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
