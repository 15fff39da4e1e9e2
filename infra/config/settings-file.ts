import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findNodeAtLocation, getNodeValue, parseTree, printParseErrorCode, type Node } from 'jsonc-parser';
import type { SettingProblem } from './settings-error';

/** One file with settings in its `context`: their values, and where each one stands. */
export interface SettingsFile {
  readonly context: Readonly<Record<string, unknown>>;
  /** `cdk.json, line 7`, by the name of the setting. */
  readonly origins: Readonly<Record<string, string>>;
  readonly problems: readonly SettingProblem[];
}

export const noSettings: SettingsFile = { context: {}, origins: {}, problems: [] };

/** Reads one that is there. What is wrong with it is among its `problems`, with the line. */
export const readSettingsFile = (directory: string, name: string): SettingsFile => {
  const text = readFileSync(path.resolve(directory, name), 'utf8').replace(/^\uFEFF/, '');
  const whereIs = (offset = 0) => `${name}, line ${text.slice(0, offset).split('\n').length}`;
  const errors: Parameters<typeof parseTree>[1] = [];
  const root = parseTree(text, errors, { disallowComments: true });
  const [error] = errors;
  if (error !== undefined)
    return unreadable(name, whereIs(error.offset), `it is not JSON: ${inWords(error.error)}`);
  const context = root && findNodeAtLocation(root, ['context']);
  if (context?.type !== 'object') {
    return unreadable(name, whereIs(context?.offset), 'it has no object "context" with settings');
  }
  const properties = (context.children ?? []).map((property) => [keyOf(property), whereIs(property.offset)]);
  return { context: getNodeValue(context), origins: Object.fromEntries(properties), problems: [] };
};

const keyOf = (property: Node): string => String(property.children?.[0]?.value);

/** The parser's `CommaExpected` is `comma expected`. */
const inWords = (error: number): string =>
  printParseErrorCode(error)
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase();

const unreadable = (setting: string, origin: string, reason: string): SettingsFile => ({
  ...noSettings,
  problems: [
    {
      setting,
      got: 'unreadable',
      origin,
      reason,
      allowed: '{"context": {"sshAddress": "203.0.113.7/32"}}, with any settings of docs/settings.md',
      change: `correct ${setting}, or delete it`,
    },
  ],
});
