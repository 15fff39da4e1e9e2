import { type Evidence, type Exchange, numberOf, type Part } from '../evidence';
import { verdicts, summaryRows, timeOf } from './summary';

/** `README.md` of the results: all of it, as text. */
export const renderMarkdown = (project: string, all: readonly Evidence[]): string =>
  [
    `# ${project}: evidence`,
    'What was deployed, shown by what answered when it was asked. Each piece says what it claims, how to see the same by hand, and what was seen; a claim whose check failed is shown as failed. Made by `./bin/waffle results`, never edited by hand; the same as a page: [index.html](index.html). [How to read it](../docs/results.md).',
    table(['', 'evidence', 'verdict', 'taken (UTC)', 'of'], summaryRows(all)),
    ...all.flatMap(evidenceText),
  ].join('\n\n') + '\n';

const evidenceText = (evidence: Evidence): readonly string[] => {
  const { name, title, claim, commands, deterministic, takenAt, outcome, why, checks, parts } = evidence;
  return [
    `## ${numberOf(name)}. ${title}`,
    `**${verdicts[outcome]}.** ${claim}`,
    ...(why === undefined ? [] : [`> ${why.replaceAll('\n', '\n> ')}`]),
    ...(checks.length === 0
      ? []
      : [
          table(
            ['', 'check', 'seen'],
            checks.map(({ claim: of, ok, seen }) => [ok ? '✔' : '✖ FAILED', of, seen]),
          ),
        ]),
    ...parts.map(partText),
    `Taken ${timeOf(takenAt)}; ${deterministic ? 'another run shows the same but for times and what counts up' : 'depends on time and deploys'}. By hand: ${commands.map((command) => `\`${command}\``).join(', ')}.`,
  ];
};

function partText(part: Part): string {
  if (part.kind === 'note') return part.text;
  if (part.kind === 'table') return `### ${part.title}\n\n${table(part.head, part.rows, part.numbers)}`;
  if (part.kind === 'picture') return `### ${part.title}\n\n![${part.alt}](evidence/${part.file})`;
  if (part.kind === 'exchange')
    return `### ${capital(part.title)}\n\n${fence('http', exchangeText(part.exchange))}`;
  return `<details><summary>${escapeHtml(part.title)}</summary>\n\n${fence('text', part.text)}\n\n</details>`;
}

export function exchangeText(exchange: Exchange): string {
  const { method, url, requestHeaders, requestBody, status, responseHeaders, responseBody } = exchange;
  const headers = (of: Readonly<Record<string, string>>) =>
    Object.entries(of).map(([name, value]) => `${name}: ${value}`);
  return [
    `${method} ${url}`,
    ...headers(requestHeaders),
    ...(requestBody === undefined ? [] : ['', requestBody]),
    '',
    `HTTP ${status}`,
    ...headers(responseHeaders),
    ...(responseBody === '' ? [] : ['', responseBody.trimEnd()]),
  ].join('\n');
}

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Longer than any run of backticks within. */
function fence(language: string, text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${text.trimEnd()}\n${ticks}`;
}

const table = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: readonly number[] = [],
) =>
  [
    head.map(cell),
    head.map((_, column) => (numbers.includes(column) ? '---:' : '---')),
    ...rows.map((row) => row.map(cell)),
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

const cell = (text: string) => escapeHtml(text).replaceAll('|', '\\|').replaceAll('\n', '<br>');

const escapeHtml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
