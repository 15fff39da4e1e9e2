import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { addresses, ports } from '../addresses';
import { ControlGroup } from '../stage/control-group';
import { Stage } from '../stage/stage';

export interface StageFacts {
  readonly name: string;
  readonly directory: string;
  readonly socketsDirectory: string;
  /** A mounted image, valid inside. */
  readonly root: string;
}

/** A stage with something of every kind in it: a mount, a control group with a process, a server, sockets. */
export async function furnishStage(parentDirectory: string, mark: string) {
  const image = path.join(parentDirectory, 'image');
  await mkdir(image, { recursive: true });
  await writeFile(path.join(image, 'file'), 'of the image');
  const stage = await Stage.open({ parentDirectory, signal: new AbortController().signal });
  const root = await stage.mountImage(image, 'instance');
  const group = await ControlGroup.create(`${stage.name}-1`, { memoryBytes: 64 * 1024 ** 2, cpus: 1 });
  await stage.start(group.enter(['sleep', mark]));
  await stage.start(['setsid', 'sleep', mark]);
  await stage.serve('answers', { address: addresses.standIns, port: ports.signals }, (_request, response) =>
    response.end('from outside'),
  );
  const facts: StageFacts = {
    name: stage.name,
    directory: stage.directory,
    socketsDirectory: stage.socketsDirectory,
    root,
  };
  return { stage, group, facts };
}

/** As a program of its own, to be killed: `stage-owner.ts PARENT_DIRECTORY MARK`. */
async function own([parentDirectory = '', mark = '']: readonly string[]): Promise<void> {
  const { facts } = await furnishStage(parentDirectory, mark);
  await writeFile(path.join(parentDirectory, 'facts.json'), JSON.stringify(facts));
  await sleep(60_000);
}

if (require.main === module) void own(process.argv.slice(2));
