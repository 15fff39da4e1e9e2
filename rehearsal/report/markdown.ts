import { formatSeconds } from '../../bin/io/format';
import { figureRows, type Report } from '../report';
import { unexecuted } from '../unexecuted';
import { faultTable, stepTable, type Table } from './tables';

export function renderMarkdown(report: Report): string {
  const { image, failure, faults, figures, steps } = report;
  const sections = [
    `# Rehearsal of the deploy on ${image}`,
    verdict(report),
    ...(failure ? ['## Why', failure.message, `\`\`\`\n${failure.logTail}\n\`\`\``] : []),
    '## Figures',
    markdownTable({ head: ['figure', 'measured'], rows: figureRows(figures) }),
    ...(faults.length > 0 ? ['## What clients saw', markdownTable(faultTable(faults))] : []),
    '## Steps',
    markdownTable(stepTable(steps)),
    '## Not executed here',
    unexecuted.map((each) => `- ${each}`).join('\n'),
  ];
  return `${sections.join('\n\n')}\n`;
}

const verdict = ({ ok, startedAt, seconds, cached, release = 'not built', failure }: Report) =>
  `${ok ? 'Everything held' : `**Failed in step “${failure?.step}”**`}: started ${startedAt}, took ${formatSeconds(seconds)} with ${cached ? 'cached' : 'newly made'} root file systems, release ${release}.`;

export const markdownTable = ({ head, rows, numbers = [] }: Table): string =>
  [head, head.map((_, column) => (numbers.includes(column) ? '---:' : '---')), ...rows]
    .map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`)
    .join('\n');
