import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A command and what it answered, both streams in the order in which they came. */
export interface RecordedAct {
  readonly words: readonly string[];
  readonly code: number;
  readonly lines: readonly string[];
}

export const storyFile = 'results/story/story.md';
/** What the story asked AWS, by service and operation. */
export const operationsFile = 'results/story/operations.json';

const indentOf = (line: string) => line.length - line.trimStart().length;

/** The start of a step is followed by its end, or by steps within it. */
const isWorthShowing = (line: string, index: number, lines: readonly string[]) =>
  !/^ *… /.test(line) || indentOf(lines[index + 1] ?? '') > indentOf(line);

const shown = ({ words, lines }: RecordedAct) =>
  [`$ ./bin/waffle ${words.join(' ')}`, ...lines.filter(isWorthShowing)].join('\n').trimEnd();

export const storyText = (acts: readonly RecordedAct[]): string =>
  [
    '# A project’s life, as recorded by `npm run story`',
    '',
    'Each command as it was typed, against the emulator of AWS; the server of the stack was booted from the template’s user-data, with MySQL in place of RDS. It is a container: what it says of its memory, disk and load is the machine’s around it. The steps that AWS takes minutes for take the emulator moments.',
    ...acts.map(
      (act) => `\n## waffle ${act.words[0]}\n\n\`\`\`text\n${shown(act)}\n\`\`\`\n\nExit code ${act.code}.`,
    ),
    '',
  ].join('\n');

export const writeStory = (rootDirectory: string, acts: readonly RecordedAct[]) =>
  writeFile(path.join(rootDirectory, storyFile), storyText(acts));

const [begin, end] = ['<!-- story -->', '<!-- end of story -->'];

/** In one block, which is what README.md shows. */
export function readmeBlock(story: string): string {
  const blocks = [...story.matchAll(/```text\n([\s\S]*?)\n```/g)].map(([, text]) => text);
  return `${begin}\n\n\`\`\`text\n${blocks.join('\n\n')}\n\`\`\`\n\n${end}`;
}

export async function recordReadme(rootDirectory: string, acts: readonly RecordedAct[]): Promise<void> {
  const file = path.join(rootDirectory, 'README.md');
  const text = await readFile(file, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < 0) return;
  await writeFile(file, text.slice(0, from) + readmeBlock(storyText(acts)) + text.slice(to + end.length));
}
