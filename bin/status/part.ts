import { reasonOf } from '../aws/aws-error';

/** One part of what there is to know: read, or why not. */
export type Part<T> =
  { readonly known: true; readonly value: T } | { readonly known: false; readonly why: string };

/** Never rejects, but for `signal`: what cannot be read hides nothing of the rest. */
export async function partOf<T>(read: () => Promise<T>, signal: AbortSignal): Promise<Part<T>> {
  try {
    return { known: true, value: await read() };
  } catch (error) {
    signal.throwIfAborted();
    return { known: false, why: reasonOf(error) };
  }
}
