import { opaque, splitStatements } from './split-statements';

/** A statement of a migration that can lose data, or that the release which still serves would stumble over. */
export interface RiskyStatement {
  /** From 1, as the runner counts them when one fails. */
  readonly number: number;
  readonly statement: string;
  readonly risk: string;
}

const losesData = 'what it removes is gone, and the release that serves may still use it';
const renames = 'the release that serves knows the old name only';
const narrows = 'values that do not fit the new type are refused or cut';

/** First match wins; on one statement, or on one action of an ALTER TABLE, in capitals and without quotes. */
const risks: readonly (readonly [pattern: RegExp, risk: string])[] = [
  [/^DROP (TEMPORARY )?(TABLE|DATABASE|SCHEMA|VIEW|TRIGGER|PROCEDURE|FUNCTION|EVENT)\b/, losesData],
  [/^TRUNCATE\b/, losesData],
  [/^(DELETE|REPLACE)\b/, 'rows are removed'],
  [/^UPDATE\b(?!.*\bWHERE\b)/, 'it changes every row'],
  [/^RENAME TABLE\b/, renames],
  [/^CREATE UNIQUE INDEX\b/, 'it fails where a value is there twice'],
  [/^ADD (CONSTRAINT \S+ )?UNIQUE\b/, 'it fails where a value is there twice'],
  [/^DROP (COLUMN |PARTITION |(?!INDEX|KEY|FOREIGN|CONSTRAINT|CHECK|DEFAULT|PRIMARY))/, losesData],
  [/^DROP PRIMARY KEY\b/, 'rows lose what tells them apart'],
  [/^RENAME (?!INDEX|KEY)/, renames],
  [/^(CHANGE|MODIFY)\b/, narrows],
  [
    /^ADD (COLUMN )?(?!CONSTRAINT|INDEX|KEY|UNIQUE|PRIMARY|FOREIGN|FULLTEXT|SPATIAL|CHECK|PARTITION).*\bNOT NULL\b(?!.*\b(DEFAULT|AUTO_INCREMENT|GENERATED|AS)\b)/,
    'the release that serves inserts rows without it',
  ],
];

/** The statements of a migration that deserve a second look before they run; empty for one that only adds. */
export const findRiskyStatements = (sql: string): RiskyStatement[] =>
  splitStatements(sql).flatMap((statement, index) => {
    const risk = actionsOf(statement).map(riskOf).find(Boolean);
    return risk === undefined ? [] : [{ number: index + 1, statement, risk }];
  });

const riskOf = (action: string) => risks.find(([pattern]) => pattern.test(action))?.[1];

/** An ALTER TABLE is as risky as the worst of its actions. */
function actionsOf(statement: string): string[] {
  const plain = withoutText(statement);
  const [, actions] = /^ALTER (?:ONLINE )?(?:IGNORE )?TABLE \S+ (.*)$/.exec(plain) ?? [];
  return actions === undefined ? [plain] : splitAtCommas(actions);
}

/** No comment, no text, no quotes round names, one space at a time, capitals: names may hold keywords, and are not looked at. */
const withoutText = (statement: string) =>
  statement
    .replace(opaque, plainToken)
    .replace(/name_\s*\.\s*name_/g, 'name_')
    .replace(/\s+/g, ' ')
    .trim()
    .toUpperCase();

function plainToken(token: string): string {
  if (token.startsWith('`')) return 'name_';
  if (/^['"]/.test(token)) return "''";
  // Comments of these kinds are executed.
  return /^(;|\/\*[!+])/.test(token) ? token : ' ';
}

/** Not at those within parentheses, as in DECIMAL(10, 2). */
function splitAtCommas(actions: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of actions) {
    depth += character === '(' ? 1 : character === ')' ? -1 : 0;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}
