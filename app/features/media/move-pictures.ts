import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

import type { Connection } from 'mariadb';

import type { DiskStore } from './disk-store';
import type { PictureBucket } from './picture-bucket';
import { typeOfPicture } from './picture-name';

export interface Places {
  readonly connection: Connection;
  readonly disk: DiskStore;
  readonly bucket: PictureBucket;
}

/** How many pictures, by what became of them. */
export interface Moved {
  readonly moved: number;
  /** Had been there already. */
  readonly there: number;
  /** To the bucket: no row names them, so nobody sees them in a list. To the disk: no file in either place. */
  readonly left: readonly string[];
}

/**
 * Brings the pictures of this disk into the bucket; a file goes once it is there. While the API serves: it looks at each row again
 * afterwards, and whoever removes a picture removes it once more after its row. Killed, it goes on where it was.
 */
export async function moveToBucket({ connection, disk, bucket }: Places): Promise<Moved> {
  let moved = 0;
  const left: string[] = [];
  for (const name of await disk.names()) {
    if (!(await isKept(connection, name))) {
      left.push(name);
      continue;
    }
    await bucket.put(disk.fileOf(name), { name, type: typeOfPicture(name) ?? '' });
    if (await isKept(connection, name)) moved++;
    else await bucket.remove(name);
    await disk.remove(name);
  }
  return { moved, there: 0, left };
}

/** Brings the pictures of the bucket to this disk. They stay in the bucket, which leaves the stack with them. */
export async function copyToDisk({ connection, disk, bucket }: Places): Promise<Moved> {
  let moved = 0;
  const left: string[] = [];
  const onDisk = new Set(await disk.names());
  const wanted = await keptNames(connection);
  for (const name of wanted.filter((name) => !onDisk.has(name))) {
    const picture = await bucket.get(name);
    if (picture === undefined) {
      left.push(name);
      continue;
    }
    const draft = disk.newDraft();
    await pipeline(picture.content, createWriteStream(draft.target, { flags: 'wx', mode: 0o600 }));
    await disk.giveToOwner(draft);
    await disk.settle(draft);
    await disk.publish(draft, { name });
    if (await isKept(connection, name)) moved++;
    else await disk.remove(name);
  }
  return { moved, there: wanted.filter((name) => onDisk.has(name)).length, left };
}

const keptNames = async (connection: Connection): Promise<string[]> => {
  const rows = await connection.query<{ name: string }[]>(
    'SELECT name FROM Media WHERE deleted_at IS NULL ORDER BY id',
  );
  return rows.map(({ name }) => name);
};

async function isKept(connection: Connection, name: string): Promise<boolean> {
  const sql = 'SELECT 1 FROM Media WHERE name = ? AND deleted_at IS NULL';
  return (await connection.query<unknown[]>(sql, [name])).length > 0;
}
