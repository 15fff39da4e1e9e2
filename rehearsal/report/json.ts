import type { Report } from '../report';

const longestLine = 160;

/** Indented, with one line for what holds nothing else: a second of the timeline, a step. */
export const renderJson = (report: Report): string =>
  `${JSON.stringify(report, inHundredths, 2).replace(/\{\n\s+([^{}[\]]*?)\n\s+\}/g, onOneLine)}\n`;

const inHundredths = (_: string, value: unknown) =>
  typeof value === 'number' ? Math.round(value * 100) / 100 : value;

function onOneLine(whole: string, inside: string): string {
  const line = `{ ${inside.replace(/\n\s+/g, ' ')} }`;
  return line.length <= longestLine ? line : whole;
}
