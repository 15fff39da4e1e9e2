import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { readEnvironment } from '../../bin/io/environment';
import { exitCodes } from '../../bin/io/errors';
import { createOutput } from '../../bin/io/output';
import { run } from '../../bin/io/run';
import { buildRelease } from '../../bin/release/build-release';
import { addresses } from '../../rehearsal/addresses';
import { Account } from '../../rehearsal/account/account';
import { acts } from './acts';
import { operationsFile, recordReadme, type RecordedAct, writeStory } from './record';
import { checkIpUrl, openScene } from '../../rehearsal/account/server';

const rootDirectory = path.join(__dirname, '../..');
const release = (id: string) => `${id}-next`;

/** `npm run story`: types every command of a project's life against the emulator and a booted server, and writes down what was answered. */
async function main(): Promise<void> {
  const output = createOutput();
  const interruption = new AbortController();
  process.once('SIGINT', () => interruption.abort(new Error('Interrupted.')));
  const { signal } = interruption;
  const home = mkdtempSync(path.join(tmpdir(), 'waffle-story-'));
  const account = await Account.open(addresses.instance);
  try {
    const scene = await openScene(account, readEnvironment().cacheDirectory, signal);
    try {
      const archive = await nextRelease(home, signal);
      const settingsFile = path.join(home, 'cdk.local.json');
      // `init` writes the other two.
      const given = Object.entries(scene.settings).filter(
        ([name]) => !['domain', 'sshAddress'].includes(name),
      );
      writeFileSync(settingsFile, JSON.stringify({ context: Object.fromEntries(given) }));
      const env = {
        ...Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined])),
        ...account.variables,
        AWS_ENDPOINT_URL: scene.endpoint,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        PATH: process.env['PATH'],
        HOME: home,
        NO_COLOR: '1',
        NODE_EXTRA_CA_CERTS: scene.rootCertificateFile,
        TSX_TSCONFIG_PATH: path.join(rootDirectory, 'tsconfig.json'),
        WAFFLE_CHECKIP_URL: checkIpUrl,
      };
      const type = async (words: readonly string[]): Promise<RecordedAct> => {
        const loader = pathToFileURL(path.join(rootDirectory, 'node_modules/tsx/dist/loader.mjs')).href;
        const real = words.map((word) => (word === 'next.tar.gz' ? archive : word));
        const argv = [process.execPath, '--import', loader, path.join(rootDirectory, 'bin/main.ts'), ...real];
        const lines: string[] = [];
        const end = argv.includes('--') ? argv.lastIndexOf('--') : argv.length;
        argv.splice(end, 0, '-c', `settingsFile=${settingsFile}`);
        const { code } = await scene.stage.run(argv, {
          env,
          cwd: rootDirectory,
          allowFailure: true,
          timeoutMs: 300_000,
          onLine: (line) => void lines.push(line),
        });
        return { words, code: code ?? -1, lines: lines.map((line) => line.replaceAll(`${home}/`, '')) };
      };
      const recorded: RecordedAct[] = [];
      for (const words of acts) {
        const isFirstUp = words[0] === 'up' && !recorded.some((act) => act.words[0] === 'up');
        const booted = isFirstUp ? bootWhenLaunched(account, scene.bootServer) : undefined;
        booted?.catch((error: unknown) => interruption.abort(error));
        const act = await output.step(`waffle ${words.join(' ')}`, async (step) => {
          const typed = await type(words);
          step.note(`exit code ${typed.code}`);
          return typed;
        });
        recorded.push(act);
        if (act.code !== exitCodes.ok) output.warn(act.lines.join('\n'));
        if (isFirstUp && act.code !== exitCodes.ok) break;
        await booted;
      }
      await mkdir(path.join(rootDirectory, 'results/story'), { recursive: true });
      await writeStory(rootDirectory, recorded);
      await recordReadme(rootDirectory, recorded);
      const operations = `${JSON.stringify([...account.standIn.operations].sort(), null, 2)}\n`;
      await writeFile(path.join(rootDirectory, operationsFile), operations);
      const failed = recorded.filter(({ code }) => code !== exitCodes.ok);
      for (const { words, code, lines } of failed)
        output.warn(`${words.join(' ')} ended with ${code}:\n${lines.join('\n')}`);
      process.exitCode = failed.length === 0 ? exitCodes.ok : exitCodes.failed;
    } finally {
      await scene.stage.close();
    }
  } finally {
    await account.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** The stack's wait condition is met by the server's own signal. */
async function bootWhenLaunched(account: Account, bootServer: () => Promise<unknown>): Promise<void> {
  while (!(await account.hasInstance())) await sleep(200);
  await sleep(3_000); // the settings that the server reads are written after it
  await bootServer();
  await account.releaseBoot();
}

/** The release of this checkout under another id, as the commit after it would have. */
async function nextRelease(home: string, signal: AbortSignal): Promise<string> {
  const { archiveFile, manifest } = await buildRelease({
    rootDirectory,
    outputDirectory: path.join(home, 'release'),
    signal,
  });
  const folder = path.join(home, 'next');
  await mkdir(folder);
  await run(['tar', '-xzf', archiveFile, '-C', folder], { signal });
  const manifestFile = path.join(folder, 'manifest.json');
  const text = await readFile(manifestFile, 'utf8');
  writeFileSync(manifestFile, text.replace(`"${manifest.id}"`, `"${release(manifest.id)}"`));
  const archive = path.join(home, `${release(manifest.id)}.tar.gz`);
  await run(['tar', '-czf', archive, '-C', folder, ...(await readdir(folder))], { signal });
  return archive;
}

void main();
