/** One wrong setting: what was wrong, the value got and where from, the values allowed, what to change. */
export interface SettingProblem {
  readonly setting: string;
  readonly got: unknown;
  /** `cdk.json, line 7`, `-c`; absent for what nobody has set. */
  readonly origin?: string | undefined;
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
  `${count === 1 ? '1 setting is' : `${count} settings are`} wrong (docs/settings.md has them all):`;

const describe = ({ setting, got, origin, reason, allowed, change }: SettingProblem, index: number) =>
  [
    `${index + 1}. ${setting} is ${shown(got)}${origin === undefined ? '' : ` (${origin})`}: ${reason}`,
    `   allowed: ${allowed}`,
    `   change:  ${change}`,
  ].join('\n');

const shown = (got: unknown): string => JSON.stringify(got) ?? 'not set';
