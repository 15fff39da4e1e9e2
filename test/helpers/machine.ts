import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The path of a program, undefined when it is not installed. */
export const findOnPath = (program: string): string | undefined =>
  (process.env.PATH ?? '')
    .split(':')
    .map((folder) => join(folder, program))
    .find((file) => existsSync(file));

export const isOnPath = (program: string): boolean => findOnPath(program) !== undefined;

/** Namespaces, mounts and root file systems need both. */
export const isRootOnLinux = process.platform === 'linux' && process.getuid?.() === 0;
