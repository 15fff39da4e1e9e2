import { exitCodes } from '../../bin/io/errors';
import type { Fault } from '../../rehearsal/account/aws-stand-in/faults';

export interface Ending {
  readonly code: number;
  /** Of what it writes, for people. */
  readonly says: RegExp;
}

/** What a verb meets on its way. */
export interface Trouble {
  readonly title: string;
  readonly faults?: (middle: Middle) => readonly Fault[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly words?: readonly string[];
  readonly isInterrupted?: boolean;
  readonly ends: Ending;
}

/** Where a verb is hit. */
export interface Middle {
  /** A call in its middle: refused, throttled, and never answered where it is no `write`. */
  readonly call: string;
  /** The one that changes something, or how many of that name come before it. @default `call` */
  readonly write?: string | { readonly operation: string; readonly after: number };
  /** How many calls are answered before the network is cut. @default 1 */
  readonly answered?: number;
}

export const secrets = {
  AWS_SECRET_ACCESS_KEY: 'the secret of the key',
  AWS_SESSION_TOKEN: 'the token of the session',
};
const nobody = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_SESSION_TOKEN: '' };
export const unreachable = (says: RegExp): Ending => ({ code: exitCodes.unreachable, says });
export const goesOn = (says: RegExp): Ending => ({ code: exitCodes.ok, says });

const hanging = ({ call, write = call }: Middle): Fault =>
  typeof write === 'string' ? { operation: write, does: 'hang' } : { ...write, does: 'hang' };

/** In this order: the last one is also the same command again after Ctrl-C. */
export const troubles = {
  nobody: {
    title: 'no credentials',
    variables: nobody,
    ends: unreachable(/^✖ There are no AWS credentials\.\n {2}→ aws configure/m),
  },
  expired: {
    title: 'expired credentials',
    faults: () => [{ does: 'expired' }],
    ends: unreachable(/^✖ AWS refuses these credentials: .*expired\.?\n {2}→ /m),
  },
  denied: {
    title: 'no permission for one call',
    faults: ({ call }) => [{ operation: call, does: 'denied' }],
    ends: unreachable(/^✖ These credentials may not do this: .*is not authorized to perform: .*\n {2}→ /m),
  },
  disabled: {
    title: 'a region that is not enabled',
    words: ['--region', 'ap-east-2'],
    faults: () => [{ region: 'ap-east-2', does: 'unknown' }],
    ends: unreachable(/→ .*a region that is not enabled/),
  },
  elsewhere: {
    title: 'a region with nothing in it',
    words: ['--region', 'eu-west-3'],
    ends: { code: exitCodes.notDeployed, says: /^✖ [\w-]+ is not deployed in eu-west-3\.\n {2}→ /m },
  },
  cut: {
    title: 'the network cut in the middle',
    faults: ({ answered = 1 }) => [{ after: answered, does: 'cut' }],
    ends: unreachable(/^✖ AWS cannot be reached: .*\n {2}→ /m),
  },
  interrupted: {
    title: 'Ctrl-C in the middle',
    faults: (middle) => [hanging(middle)],
    isInterrupted: true,
    ends: { code: exitCodes.interrupted, says: /^✖ Interrupted by SIGINT\.$/m },
  },
  again: {
    title: 'the same command again, throttled at first and in the middle',
    faults: ({ call }) => [
      { times: 2, does: 'throttled' },
      { operation: call, times: 2, does: 'throttled' },
    ],
    ends: { code: exitCodes.ok, says: /^/ },
  },
} as const satisfies Record<string, Trouble>;

export type TroubleName = keyof typeof troubles;
