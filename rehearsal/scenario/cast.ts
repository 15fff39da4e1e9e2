import type { Output } from '../../bin/io/output';
import type { Client } from '../client';
import type { Instance } from '../instance';
import type { Database } from '../stand-ins/database';
import type { Account } from './accounts';

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
}
