import type { Variables } from '../io/environment';
import type { Part } from './parts';

/** Everything around the API, ready to be started: programs of this machine, or containers. */
export interface Stand {
  /** What it is made of, for a person. */
  readonly description: string;
  /** Deletes the data. */
  reset(): Promise<void>;
  /** Makes what must be there before the start; says what it made, if anything. */
  prepare(): Promise<string | undefined>;
  /** In the order of their start. */
  readonly parts: readonly Part[];
  /** How the API finds them, and where it listens. */
  readonly environment: Variables;
  /** What to type to look inside. */
  readonly inspect: { readonly database: string; readonly cache: string };
}

/** What every stand is made from. */
export interface StandOptions {
  readonly rootDirectory: string;
  /** The one loopback port. */
  readonly port: number;
  readonly runsAsRoot: boolean;
  readonly signal: AbortSignal;
}
