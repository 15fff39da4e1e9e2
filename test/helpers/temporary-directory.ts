import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const prefix = 'waffle-test-';

/** A new folder that bears the id of this process, so that a later run knows when it is nobody's. */
export const makeTemporaryDirectory = (parent: string): string =>
  mkdtempSync(join(parent, `${prefix}${process.pid}-`));

/** Removes the folders of earlier runs that were killed; their servers died with them. */
export function removeLeftovers(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid)))
      rmSync(join(parent, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
