import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Report } from '../report';
import { renderHtml } from './html';
import { renderJson } from './json';
import { renderMarkdown } from './markdown';

/** Writes `report.json`, `report.md` and `report.html`, each in one move. */
export async function writeReport(directory: string, report: Report): Promise<void> {
  await mkdir(directory, { recursive: true });
  await replaceFile(path.join(directory, 'report.json'), renderJson(report));
  await replaceFile(path.join(directory, 'report.md'), renderMarkdown(report));
  await replaceFile(path.join(directory, 'report.html'), renderHtml(report));
}

async function replaceFile(file: string, text: string): Promise<void> {
  await writeFile(`${file}.partial`, text);
  await rename(`${file}.partial`, file);
}
