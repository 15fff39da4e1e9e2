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
  const file = { name, text: readFileSync(path.resolve(directory, name), 'utf8').replace(/^\uFEFF/, '') };
  const errors: Parameters<typeof parseTree>[1] = [];
  const root = parseTree(file.text, errors, { disallowComments: true });
  const [error] = errors;
  if (error !== undefined) return unreadable(file, error.offset, `it is not JSON: ${inWords(error.error)}`);
  const context = root && findNodeAtLocation(root, ['context']);
  if (context?.type !== 'object') {
    return unreadable(file, context?.offset ?? 0, 'it has no object "context" with settings');
  }
  const origins = (context.children ?? []).map((property) => [keyOf(property), place(file, property.offset)]);
  return { context: getNodeValue(context), origins: Object.fromEntries(origins), problems: [] };
};

interface Text {
  readonly name: string;
  readonly text: string;
}

const keyOf = (property: Node): string => String(property.children?.[0]?.value);

const lineAt = ({ text }: Text, offset: number) => text.slice(0, offset).split('\n').length;

const place = (file: Text, offset: number) => `${file.name}, line ${lineAt(file, offset)}`;

/** The parser's `CommaExpected` is `comma expected`. */
const inWords = (error: number): string =>
  printParseErrorCode(error)
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase();

const unreadable = (file: Text, offset: number, reason: string): SettingsFile => ({
  ...noSettings,
  problems: [
    {
      setting: file.name,
      got: file.text.split('\n')[lineAt(file, offset) - 1]?.trim().slice(0, 80),
      origin: place(file, offset),
      reason,
      allowed: '{"context": {"sshAddress": "203.0.113.7/32"}}, with any settings of docs/settings.md',
      change: `correct ${file.name}, or delete it`,
    },
  ],
});
