import type { MemorySample } from './memory-rule';
import type { Population } from './population';

/** A server that is fuzzed. */
export interface Target {
  readonly socket: string;
  readonly population: Population;
  memory(): Promise<MemorySample>;
  /** Puts it back to what it was at the beginning; nothing is under way then. */
  rest(): Promise<void>;
  /** What the process itself has shown so far: errors in its log, its end. */
  problems(): readonly string[];
}
