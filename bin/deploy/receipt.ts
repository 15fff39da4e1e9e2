/** What deploy.sh leaves behind of each run (`instance.receiptsFile`). */
export interface Receipt {
  readonly kind: 'release' | 'rollback';
  readonly release: string;
  readonly outcome: 'serves' | 'failed';
  /** Empty when none failed. */
  readonly failedStep: string;
  readonly by: string;
  /** ISO 8601 in UTC, by the instance's clock. */
  readonly began: string;
  readonly milliseconds: number;
  /** Milliseconds of each step that was done, by its name. */
  readonly phases: Readonly<Record<string, number>>;
  /** Names of those applied. */
  readonly migrations: readonly string[];
  readonly commit: string | null;
  /** What Nginx answered meanwhile; `failed` is 502 to 504. Null where its log was rotated. */
  readonly requests: { readonly answered: number; readonly failed: number } | null;
}
