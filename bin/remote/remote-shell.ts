export interface RemoteRunOptions {
  readonly signal: AbortSignal;
  /** How long the script may take. */
  readonly timeoutMs: number;
}

export interface RemoteResult {
  /** Exit code of the script. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs scripts of bash as root on the instance. */
export interface RemoteShell {
  readonly kind: ShellKind;
  /**
   * What the script prints must fit into `outputCharacters`; what may be longer is a job (`bin/remote/job.ts`).
   * @throws UserError when the script did not come to its end
   */
  run(script: string, options: RemoteRunOptions): Promise<RemoteResult>;
}

export const shellKinds = ['ssm', 'ssh'] as const;
export type ShellKind = (typeof shellKinds)[number];

/** What GetCommandInvocation returns of standard output at most (SSM API model 2014-11-06, StandardOutputContent). */
export const outputCharacters = 24_000;
