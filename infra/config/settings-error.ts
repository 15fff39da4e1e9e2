/** One wrong setting: what was wrong, the value got, the values allowed, what to change. */
export interface SettingProblem {
  readonly setting: string;
  readonly got: unknown;
  /** Completes the sentence "`setting` is `got`: …". */
  readonly reason: string;
  readonly allowed: string;
  readonly change: string;
}

/** Every problem of the settings at once; its message is ready to be printed. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly problems: readonly SettingProblem[]) {
    super([heading(problems.length), ...problems.map(describe)].join('\n'));
  }
}

const heading = (count: number) =>
  `${count === 1 ? '1 setting is' : `${count} settings are`} wrong (cdk.json, "context", or -c name=value):`;

const describe = ({ setting, got, reason, allowed, change }: SettingProblem, index: number) =>
  [
    `${index + 1}. ${setting} is ${JSON.stringify(got)}: ${reason}`,
    `   allowed: ${allowed}`,
    `   change:  ${change}`,
  ].join('\n');
