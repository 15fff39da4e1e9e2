import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { RemoteOptions } from '../remote/via-flags';
import { ifInterrupted } from '../io/if-interrupted';
import type { CommandContext } from '../verb';
import type { EvidenceName, EvidenceTarget } from './evidence';
import { Masker } from './masker';
import { producers } from './producers';
import { Scene } from './scene';
import { takeEvidence } from './take-evidence';
import { type Manifest, Results } from './write-results';

export interface CollectOptions extends RemoteOptions {
  readonly only: readonly EvidenceName[];
  readonly showHomeAddresses?: boolean;
  readonly directories: { readonly results: string; readonly receipts: string };
}

/** Looks at what is deployed, and writes down what it sees. @throws UserError where nothing is deployed or AWS cannot be asked */
export async function collectEvidence(options: CollectOptions, context: CommandContext): Promise<Manifest> {
  const { output, environment } = context;
  const results = new Results(options.directories.results);
  // An endpoint of one's own is no AWS, whatever else is said.
  const target: EvidenceTarget = environment.awsEndpoint === undefined ? 'aws' : 'rehearsal';
  const before = await results.read();
  const masker = new Masker({ showHomeAddresses: options.showHomeAddresses ?? false });
  const scene = new Scene({
    remoteOptions: options,
    context,
    masker,
    receiptsDirectory: options.directories.receipts,
    previous: (name) => [before.get(name)].find((evidence) => evidence?.target === target),
  });
  const chosen = producers.filter(({ name }) => options.only.includes(name));
  if (chosen.some(({ needs }) => needs === 'server')) await scene.deployed();
  try {
    for (const producer of chosen)
      await results.write(await takeEvidence(producer, { scene, target, output }));
    const { projectName: project } = await scene.target();
    return await results.finish({ project, version: await versionOf(context) });
  } finally {
    await scene.close();
    if (scene.hasMade) await removeMade(scene, context);
  }
}

/** Where Ctrl-C is the reason to end, nobody would read why it failed. */
const removeMade = (scene: Scene, context: CommandContext) =>
  ifInterrupted(
    'The users and the seminar that were made are still there: waffle results again removes them too',
    context.output.step('Remove what was made for it', () => scene.removeMade()),
    context,
  );

async function versionOf({ rootDirectory }: CommandContext): Promise<string> {
  const text = await readFile(path.join(rootDirectory, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
