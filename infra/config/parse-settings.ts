import type { z } from 'zod';
import { crossProblems } from './cross-checks';
import { nearestName } from './nearest-name';
import { settingNames, settingRules, type SettingName, type SettingRule, type Settings } from './settings';
import { SettingsError, type SettingProblem } from './settings-error';

export type Context = Readonly<Record<string, unknown>>;

export interface ParseOptions {
  /** Where a value comes from, by the name of its setting. */
  readonly origins?: Readonly<Record<string, string>>;
  /** What reading the files has found already. */
  readonly problems?: readonly SettingProblem[];
}

/**
 * The settings that a CDK context gives, defaults filled in.
 * @throws SettingsError that lists every wrong and every misspelt setting.
 */
export const parseSettings = (context: Context, options: ParseOptions = {}): Settings => {
  const values = new Map(settingNames.map((name) => [name, given(context[name])]));
  const wrong = settingNames.flatMap((name) => checkSetting(name, values.get(name)));
  const set = settingNames.filter((name) => values.get(name) !== undefined);
  const entries = settingNames
    .filter((name) => wrong.every(({ setting }) => setting !== name))
    .map((name) => [name, settingRules[name].schema.parse(values.get(name))]);
  const settings = Object.fromEntries(entries) as Settings;
  const { origins = {}, problems: earlier = [] } = options;
  const found = [...earlier, ...wrong, ...crossProblems(settings, set), ...misspelt(context)];
  const problems = found.map((problem) => ({ origin: origins[problem.setting], ...problem }));
  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
};

/** An empty value counts as absent, so that the command line can take away what a file sets. */
const given = (value: unknown): unknown => {
  const text = typeof value === 'number' ? String(value) : (value ?? '');
  return typeof text === 'string' ? text.trim() || undefined : text;
};

const checkSetting = (setting: SettingName, got: unknown): readonly SettingProblem[] => {
  const { schema, allowed, change, takesObject = false }: SettingRule = settingRules[setting];
  const isText = typeof (got ?? '') === 'string' || takesObject;
  const reason = isText ? firstIssue(schema.safeParse(got)) : 'it is not text';
  return reason === undefined ? [] : [{ setting, got, reason, allowed, change }];
};

const firstIssue = (result: z.ZodSafeParseResult<unknown>) => result.error?.issues[0]?.message;

/** CDK's own keys contain `:`, `/` or `@`; of the others, only what looks like one of ours is reported. */
const misspelt = (context: Context): readonly SettingProblem[] =>
  Object.keys(context)
    .filter((key) => !/[:/@]/.test(key) && !(settingNames as readonly string[]).includes(key))
    .flatMap((key) => {
      const meant = nearestName(key, settingNames);
      return meant === undefined ? [] : [misspeltProblem(key, context[key], meant)];
    });

const misspeltProblem = (setting: string, got: unknown, meant: string): SettingProblem => ({
  setting,
  got,
  reason: `there is no setting of this name; did you mean ${meant}?`,
  allowed: settingNames.join(', '),
  change: `rename ${setting} to ${meant}`,
});
