import { parseSettings } from '../../infra/config/parse-settings';
import { readSettingSources } from '../../infra/config/setting-sources';
import type { Settings } from '../../infra/config/settings';
import { SettingsError } from '../../infra/config/settings-error';
import { readSettingsFile } from '../../infra/config/settings-file';
import { exitCodes, UserError } from '../io/errors';

/**
 * The settings as a synthesis would have them.
 * @param typed `name=value`, as `cdk -c` takes them
 * @throws UserError that lists every wrong one
 */
export function readSettings(rootDirectory: string, typed: readonly string[]): Settings {
  const shared = readSettingsFile(rootDirectory, 'cdk.json').context;
  const merged = { ...shared, ...Object.fromEntries(typed.map(toPair)) };
  const { context, ...sources } = readSettingSources(rootDirectory, merged);
  try {
    return parseSettings(context, sources);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new UserError(error.message, { code: exitCodes.usage, cause: error });
  }
}

const toPair = (setting: string): readonly [string, string] => {
  const end = setting.indexOf('=');
  return [setting.slice(0, end), setting.slice(end + 1)];
};
