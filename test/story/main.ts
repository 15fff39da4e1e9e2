import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readEnvironment } from '../../bin/io/environment';
import { exitCodes } from '../../bin/io/errors';
import { createOutput } from '../../bin/io/output';
import { relabelRelease } from '../../bin/release/relabel-release';
import { RehearsedAccount } from '../../rehearsal/account/rehearsed-account';
import { acts } from './acts';
import { operationsFile, recordReadme, type RecordedAct, writeStory } from './record';

const rootDirectory = path.join(__dirname, '../..');
const output = createOutput();

/** `npm run story`: types every command of a project's life against the emulator and a booted server, and writes down what was answered. */
async function main(): Promise<void> {
  const interruption = new AbortController();
  process.once('SIGINT', () => interruption.abort(new Error('Interrupted.')));
  const { signal } = interruption;
  const { cacheDirectory } = readEnvironment();
  const account = await RehearsedAccount.open({ cacheDirectory, rootDirectory, signal });
  const releases = await mkdtemp(path.join(tmpdir(), 'waffle-story-'));
  try {
    const recorded = await play(
      account,
      await relabelRelease({ rootDirectory, directory: releases, signal }),
    );
    await record(recorded, account.operations);
    const failed = recorded.filter(({ code }) => code !== exitCodes.ok);
    for (const { words, code, lines } of failed)
      output.warn(`${words.join(' ')} ended with ${code}:\n${lines.join('\n')}`);
    process.exitCode = failed.length === 0 ? exitCodes.ok : exitCodes.failed;
  } finally {
    await account.close();
    await rm(releases, { recursive: true, force: true });
  }
}

/** All acts; without a server there are no others. */
async function play(account: RehearsedAccount, archive: string): Promise<RecordedAct[]> {
  const recorded: RecordedAct[] = [];
  for (const words of acts) {
    const act = await output.step(`waffle ${words.join(' ')}`, async (step) => {
      const { code, lines } = await account.type(
        words.map((word) => (word === 'next.tar.gz' ? archive : word)),
      );
      step.note(`exit code ${code}`);
      return { words, code, lines: lines.map((line) => withoutFolders(line, account.home, archive)) };
    });
    recorded.push(act);
    if (words[0] === 'up' && act.code !== exitCodes.ok) break;
  }
  return recorded;
}

const withoutFolders = (line: string, home: string, archive: string) =>
  line.replaceAll(`${home}/`, '').replaceAll(`${path.dirname(archive)}/`, '');

async function record(recorded: readonly RecordedAct[], asked: readonly string[]): Promise<void> {
  await mkdir(path.join(rootDirectory, 'results/story'), { recursive: true });
  await writeStory(rootDirectory, recorded);
  await recordReadme(rootDirectory, recorded);
  const operations = `${JSON.stringify([...asked].sort(), null, 2)}\n`;
  await writeFile(path.join(rootDirectory, operationsFile), operations);
}

void main();
