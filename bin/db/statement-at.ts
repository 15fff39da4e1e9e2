import { readDump } from './read-dump';

const shownLength = 80;

/** ` at line 57: INSERT INTO …`: the statement of a dump that a line is in, without the values in it. */
export async function statementAt(file: string, line: number): Promise<string> {
  let found = '';
  for await (const part of readDump(file)) {
    if (part.line > line) break;
    if (/\S/.test(part.text) && !/^--/.test(part.text)) found = part.text;
  }
  const [head = ''] = found.trim().split(/\s*\bVALUES\b|\n/i);
  const text = Buffer.from(head, 'latin1').toString('utf8').slice(0, shownLength);
  return ` at line ${line} of ${file}: ${text} …`;
}
