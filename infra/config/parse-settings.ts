import type { z } from 'zod';
import { nearestName } from './nearest-name';
import { settingNames, settingRules, type SettingName, type Settings } from './settings';
import { SettingsError, type SettingProblem } from './settings-error';

type Context = Readonly<Record<string, unknown>>;

/**
 * The settings that a CDK context gives, defaults filled in.
 * @throws SettingsError that lists every wrong and every misspelt setting.
 */
export const parseSettings = (context: Context): Settings => {
  const problems = [...settingNames.flatMap((name) => checkSetting(name, context)), ...misspelt(context)];
  if (problems.length > 0) throw new SettingsError(problems);
  const entries = settingNames.map((name) => [name, settingRules[name].schema.parse(given(name, context))]);
  return Object.fromEntries(entries) as Settings;
};

/** An empty value counts as absent, so that `cdk.json` can show a setting that is not in use. */
const given = (name: SettingName, context: Context): unknown => {
  const value = context[name] ?? '';
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' ? text.trim() || undefined : text;
};

const checkSetting = (name: SettingName, context: Context): readonly SettingProblem[] => {
  const { schema, allowed, change } = settingRules[name];
  const got = given(name, context);
  const reason = typeof (got ?? '') === 'string' ? firstIssue(schema.safeParse(got)) : 'it is not text';
  return reason === undefined ? [] : [{ setting: name, got, reason, allowed, change }];
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
