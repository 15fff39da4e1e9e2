import type { IConstruct } from 'constructs';

/** A prop that a construct refuses: what was wrong, the value got, the values allowed, what to change. */
export interface PropProblem {
  readonly prop: string;
  readonly got: unknown;
  /** Completes the sentence "`prop` is `got`: …". */
  readonly reason: string;
  readonly allowed: string;
  readonly change: string;
}

/** Thrown by the constructors of the constructs here; its message is ready to be printed. */
export class InvalidPropError extends Error {
  override readonly name = 'InvalidPropError';

  constructor(construct: IConstruct, { prop, got, reason, allowed, change }: PropProblem) {
    super(
      [
        `${construct.node.path}: ${prop} is ${JSON.stringify(got)}: ${reason}`,
        `   allowed: ${allowed}`,
        `   change:  ${change}`,
      ].join('\n'),
    );
  }
}
