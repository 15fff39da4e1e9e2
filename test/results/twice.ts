import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exitCodes } from '../../bin/io/errors';
import { createOutput } from '../../bin/io/output';
import { run } from '../../bin/io/run';
import { differences } from './differences';

const rootDirectory = path.join(__dirname, '../..');

/** `npm run results-twice`: two rehearsals, whose evidence may differ in what time changes alone. */
async function main(): Promise<void> {
  const output = createOutput();
  const scratch = await mkdtemp(path.join(tmpdir(), 'waffle-twice-'));
  const take = (name: string) =>
    output.step(`the ${name} rehearsal`, async () => {
      const directory = path.join(scratch, name);
      const argv = ['./bin/waffle', 'results', '--target', 'rehearsal', '--results', directory];
      await run(argv, { cwd: rootDirectory, timeoutMs: 900_000, onLine: (line) => output.detail(line) });
      return directory;
    });
  try {
    const found = differences(await take('first'), await take('second'));
    output.line(found.length === 0 ? 'Only what time changes has changed.' : found.join('\n'));
    process.exitCode = found.length === 0 ? exitCodes.ok : exitCodes.failed;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

void main();
