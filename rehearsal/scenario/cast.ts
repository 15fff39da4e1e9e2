import type { Output } from '../../bin/io/output';
import type { ApiClient, Client } from '../client';
import type { Instance } from '../instance';
import type { Database } from '../stand-ins/database';
import type { Account } from './accounts';

/** Whom the calls of the API need: on an instance, or in a test of the API alone (`app/features/scenario.test.ts`). */
export interface ApiCast {
  readonly client: ApiClient;
  readonly output: Pick<Output, 'step'>;
  /** Makes a user one of the staff, which no call does: only who runs the service can. */
  readonly makeStaff: (user: Account) => Promise<void>;
}

export interface Cast {
  readonly client: Client;
  readonly instance: Instance;
  readonly database: Database;
  readonly output: Output;
}

/** Who uses the API. */
export interface People {
  readonly instructor: Account;
  /** Has a seminar of their own. */
  readonly colleague: Account;
  /** An instructor without one. */
  readonly assistant: Account;
  readonly participant: Account;
  /** A participant who is not accepted. */
  readonly applicant: Account;
  /** Keeps the service in order. */
  readonly staff: Account;
}
