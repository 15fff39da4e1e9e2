import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { chartSvg } from './chart';
import { type Report, reportJson, reportMarkdown } from './report';

/** Writes the table, the chart and the figures. */
export async function writeResults(directory: string, report: Report): Promise<void> {
  const [first] = report.results;
  await mkdir(directory, { recursive: true });
  const write = (extension: string, text: string) =>
    writeFile(path.join(directory, `seminar-list.${extension}`), text);
  await write('json', reportJson(report));
  await write('md', reportMarkdown(report));
  if (first === undefined) return;
  const subtitle = `GET /api/v1/seminar/, 50 seminars, through Nginx and a unix socket, one processor, Node ${first.node}`;
  await write(
    'svg',
    chartSvg({ stacks: first.stacks, titles: report.titles, highlighted: 'ours', subtitle }),
  );
}
