import type { Output } from './output';

/** Where the signal ends the work, says what is left behind, and what to type then. */
export async function ifInterrupted<T>(
  left: string,
  work: Promise<T>,
  { output, signal }: { readonly output: Output; readonly signal: AbortSignal },
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (signal.aborted) output.warn(left);
    throw error;
  }
}
