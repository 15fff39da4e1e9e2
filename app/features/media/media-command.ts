import { type Environment, InvalidSettings, readMediaPlaces } from '../../config';
import { DatabaseUnreachable, withConnection } from '../../platform/database/with-connection';
import { openBucket } from './bucket-store';
import { DiskStore } from './disk-store';
import { copyToDisk, type Moved, moveToBucket } from './move-pictures';

export const exitCodes = { ok: 0, failed: 1, usage: 2, unreachable: 4 } as const;

const usage = `usage: media to-bucket | media to-disk
  Brings the pictures of this server's disk into the bucket, or those of the bucket to this disk. deployment/media.sh does the rest.`;

/** `server.cjs media …`: moves pictures between disk and bucket while the API serves; resolves to the exit code. */
export async function mediaCommand(
  words: readonly string[],
  environment: Environment,
  print: (text: string) => void,
): Promise<number> {
  const work = words.length === 1 ? works[words[0] ?? ''] : undefined;
  if (work === undefined) {
    print(`got ${words.join(' ') || 'nothing'}; allowed: ${Object.keys(works).join(', ')}.\n${usage}`);
    return exitCodes.usage;
  }
  try {
    const { database, directory, bucket: name } = readMediaPlaces(environment);
    const disk = new DiskStore(directory);
    const bucket = await openBucket(name);
    const moved = await withConnection(database, (connection) => work.run({ connection, disk, bucket }));
    print(work.tell(moved, name));
    return exitCodes.ok;
  } catch (error) {
    print((error as Error).message);
    return exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof InvalidSettings) return exitCodes.usage;
  return error instanceof DatabaseUnreachable ? exitCodes.unreachable : exitCodes.failed;
}

interface Work {
  readonly run: typeof moveToBucket;
  readonly tell: (moved: Moved, bucket: string) => string;
}

const works: Readonly<Record<string, Work>> = {
  'to-bucket': {
    run: moveToBucket,
    tell: ({ moved, left }, bucket) =>
      [`${count(moved)} moved into ${bucket}.`, ...about(left, 'left on the disk, as no row names it')].join(
        '\n',
      ),
  },
  'to-disk': {
    run: copyToDisk,
    tell: ({ moved, there, left }, bucket) =>
      [
        `${count(moved)} copied from ${bucket}, ${there} had been on the disk.`,
        ...about(left, 'neither on the disk nor in the bucket'),
      ].join('\n'),
  },
};

const count = (pictures: number) => `${pictures} picture${pictures === 1 ? '' : 's'}`;
const about = (names: readonly string[], what: string) => names.map((name) => `${name}: ${what}`);
