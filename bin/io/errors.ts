/** What a `waffle` command exits with; every verb means the same by a number. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  /** Wrong usage or settings. */
  usage: 2,
  /** The guard or the plan found something. */
  guard: 3,
  /** Credentials or network. */
  unreachable: 4,
  /** Interrupted or timed out. */
  interrupted: 5,
  notDeployed: 6,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export interface UserErrorOptions extends ErrorOptions {
  /** @default exitCodes.failed */
  readonly code?: ExitCode;
  /** What to type or change next. */
  readonly fix?: string;
}

/** An error that its message explains: shown without a stack trace, followed by the way out. */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  readonly code: ExitCode;
  readonly fix: string | undefined;

  constructor(message: string, { code = exitCodes.failed, fix, ...options }: UserErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.fix = fix;
  }
}

/** Exit code for whatever a command threw. */
export const exitCodeOf = (error: unknown): ExitCode =>
  error instanceof UserError ? error.code : exitCodes.failed;
