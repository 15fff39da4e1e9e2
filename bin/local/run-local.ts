import { mkdirSync, rmSync, unwatchFile, watchFile } from 'node:fs';
import path from 'node:path';
import { UserError } from '../io/errors';
import type { Output } from '../io/output';
import { run } from '../io/run';
import { ApiNotUp, type ApiOptions, databaseOf, startApi } from './api-part';
import { freePort } from './ask';
import { composeStand } from './compose-stand';
import { emptyDirectory, keptSecret, makeOwnDirectory, writePrivateFile } from './files';
import { type Layout, layoutOf } from './layout';
import { documentFileIn } from './nginx-config';
import { nativeStand } from './native-stand';
import { claim } from './owner';
import { hasLeftovers, Parts, waitForLeftovers } from './parts';
import { findIn, findPrograms, missingKinds, missingPrograms, type Programs } from './programs';
import type { Stand, StandOptions } from './stand';
import { summarize } from './summary';

export interface LocalOptions {
  readonly rootDirectory: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly reset: boolean;
  /** Containers also where the programs are installed. */
  readonly docker: boolean;
  readonly programFolders: readonly string[];
  readonly signal: AbortSignal;
}

/** Runs the API and everything around it until Ctrl-C, which is its ordinary end. */
export async function runLocal(options: LocalOptions, output: Output): Promise<void> {
  const { rootDirectory, signal } = options;
  const userId = process.getuid?.() ?? 0;
  const layout = layoutOf(rootDirectory, userId);
  [layout.directory, layout.runDirectory].forEach((directory) => makeOwnDirectory(directory, userId));
  let port = 0;
  const owner = await claim(layout.ownerSocket, async () => {
    if (hasLeftovers(layout.runDirectory))
      await output.step('wait for the programs of the last run', () => waitForLeftovers(layout.runDirectory));
    emptyDirectory(layout.runDirectory);
    port = await freePort(options.port);
    return { pid: process.pid, url: `http://127.0.0.1:${port}/` };
  });
  try {
    const stand = await chooseStand(layout, options, port);
    await serve(stand, layout, { ...options, url: owner.url }, output);
  } catch (error) {
    signal.throwIfAborted(); // what failed then, failed because of it
    throw error;
  } finally {
    owner.release();
  }
}

/** The programs of this machine where all of them are installed, else Docker where it is. */
async function chooseStand(layout: Layout, options: LocalOptions, port: number): Promise<Stand> {
  const find = findIn(options.programFolders);
  const [userId, groupId] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  const { rootDirectory, signal } = options;
  const standOptions: StandOptions = { rootDirectory, port, runsAsRoot: userId === 0, signal };
  const programs = findPrograms(find);
  const missing = missingKinds(programs);
  if (missing.length === 0 && !options.docker)
    return nativeStand(programs as Programs, find, layout, standOptions);

  const docker = find('docker');
  const problem = await dockerProblem(docker);
  if (docker !== undefined && problem === undefined)
    return composeStand(docker, layout, standOptions, `${userId}:${groupId}`);
  if (missing.length > 0) throw missingPrograms(missing, find, problem ?? '');
  throw new UserError(`--docker: ${problem}.`, { fix: 'waffle local, without --docker' });
}

/** What keeps Docker Compose from being used, if anything. */
async function dockerProblem(docker: string | undefined): Promise<string | undefined> {
  if (docker === undefined) return 'docker is not installed';
  const works = async (...words: string[]) =>
    (await run([docker, ...words], { allowFailure: true, timeoutMs: 20_000 })).code === 0;
  if (!(await works('compose', 'version'))) return 'docker is installed, its Compose plugin is not';
  return (await works('version')) ? undefined : 'docker is installed, its daemon does not run';
}

async function serve(
  stand: Stand,
  layout: Layout,
  options: LocalOptions & { readonly url: string },
  output: Output,
): Promise<void> {
  const { rootDirectory, signal } = options;
  const parts = new Parts({ ...layout, signal });
  for (const directory of [layout.logDirectory, layout.mediaDirectory])
    mkdirSync(directory, { recursive: true });
  try {
    if (options.reset) await output.step('delete the data', () => stand.reset());
    await output.step('prepare the files', async (step) => step.note((await stand.prepare()) ?? ''));
    for (const part of stand.parts) await output.step(`start ${part.name}`, () => parts.start(part));
    writePrivateFile(layout.environmentFile, JSON.stringify(databaseOf(stand.environment)));
    await tryToStartApi(parts, apiOptions(stand, layout, options, output), output);
    watchSchema(rootDirectory, output);
    output.data(...summarize(options.url, stand, layout));
    await Promise.race([interrupted(signal), parts.crash]);
  } finally {
    unwatchFile(schemaFile(rootDirectory));
    rmSync(layout.environmentFile, { force: true });
    await parts.stop();
  }
}

/** A mistake in its files is no reason to stop: it is what one is here to repair. */
async function tryToStartApi(parts: Parts, options: ApiOptions, output: Output): Promise<void> {
  try {
    await output.step('start the API', () => startApi(parts, options));
  } catch (error) {
    if (!(error instanceof ApiNotUp)) throw error;
    output.warn(`The API does not answer: ${error.message}. It starts again when a file changes.`);
  }
}

const apiOptions = (
  { environment }: Stand,
  { logDirectory, nginxDirectory, mediaDirectory, secretsDirectory }: Layout,
  { rootDirectory, signal }: LocalOptions,
  output: Output,
): ApiOptions => ({
  rootDirectory,
  // Kept, so that a browser stays signed in when a file changes.
  environment: {
    ...environment,
    MEDIA_DIRECTORY: mediaDirectory,
    JWT_SECRET: keptSecret(path.join(secretsDirectory, 'jwt-secret')),
  },
  signal,
  logFile: path.join(logDirectory, 'app.log'),
  documentFile: documentFileIn(nginxDirectory),
  // Once it is being stopped, what it says is for the log alone.
  print: (line) => (signal.aborted ? undefined : output.line(line)),
});

/** A changed schema needs a new database client, whose files then start the API again. */
function watchSchema(rootDirectory: string, output: Output): void {
  watchFile(schemaFile(rootDirectory), { interval: 500, persistent: false }, () => {
    const generate = [process.execPath, path.join(rootDirectory, 'prisma/generate.mjs')];
    run(generate, { cwd: rootDirectory, timeoutMs: 60_000 }).then(
      () => output.line('prisma/schema.prisma has changed: made the database client anew.'),
      (error: Error) => output.warn(error.message),
    );
  });
}

const schemaFile = (rootDirectory: string) => path.join(rootDirectory, 'prisma/schema.prisma');

const interrupted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
