import { existsSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { nearestName } from './nearest-name';
import type { Context, ParseOptions } from './parse-settings';
import { defaultSettingsFile, settingNames, settingRules } from './settings';
import { noSettings, readSettingsFile, type SettingsFile } from './settings-file';
import type { SettingProblem } from './settings-error';

export interface SettingSources extends Required<ParseOptions> {
  readonly context: Context;
}

/**
 * The settings of an app: `-c` wins over the personal file, which wins over cdk.json. CDK hands over one context without
 * saying what came from where: what differs from cdk.json came from `-c`, or from another of CDK's own files.
 * @param directory where cdk.json is
 * @param merged the context that CDK hands to the app
 */
export const readSettingSources = (directory: string, merged: Context): SettingSources => {
  const shared = readSettingsFile(directory, 'cdk.json');
  const personal = readPersonalFile(directory, merged['settingsFile']);
  const isTyped = ([key, value]: [string, unknown]) => !isDeepStrictEqual(value, shared.context[key]);
  const typed = Object.fromEntries(Object.entries(merged).filter(isTyped));
  const typedOrigins = Object.fromEntries(Object.keys(typed).map((key) => [key, '-c']));
  return {
    context: { ...merged, ...personal.context, ...typed },
    origins: { ...shared.origins, ...personal.origins, ...typedOrigins },
    problems: [...shared.problems, ...personal.problems, ...foreignKeys(personal)],
  };
};

const readPersonalFile = (directory: string, given: unknown): SettingsFile => {
  const name = (typeof given === 'string' && given.trim()) || defaultSettingsFile;
  if (name === 'none') return noSettings;
  if (existsSync(path.resolve(directory, name))) return readSettingsFile(directory, name);
  return name === defaultSettingsFile ? noSettings : { ...noSettings, problems: [missing(name)] };
};

const missing = (name: string): SettingProblem => ({
  setting: 'settingsFile',
  got: name,
  reason: 'there is no such file',
  allowed: settingRules.settingsFile.allowed,
  change: 'write it as docs/settings.md shows, or -c settingsFile=none',
});

/** cdk.json is CDK's and may hold anything, the personal file is ours. A misspelt name is reported with its likely meaning. */
const foreignKeys = ({ context, origins }: SettingsFile): readonly SettingProblem[] =>
  Object.entries(context)
    .filter(([key]) => nearestName(key, settingNames) === undefined)
    .map(([key, got]) => ({
      setting: key,
      got,
      origin: origins[key],
      reason: 'there is no setting of this name',
      allowed: settingNames.join(', '),
      change: "take it out; CDK's own flags belong into cdk.json",
    }));
