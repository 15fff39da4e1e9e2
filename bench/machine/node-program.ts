import { access } from 'node:fs/promises';
import path from 'node:path';

import { exitCodes, UserError } from '../../bin/io/errors';
import { run } from '../../bin/io/run';

export interface NodeProgram {
  readonly program: string;
  /** Such as `24.21.0`. */
  readonly version: string;
}

/** What npm's `node-linux-*` packages bring, by major version. */
const packaged: Readonly<Record<string, string>> = { 20: '20.20.2', 22: '22.23.3', 24: '24.21.0' };

/** The Node of a major version (this one where it fits, else npm's), or of a path. @throws UserError */
export async function findNode(
  name: string,
  cacheDirectory: string,
  signal: AbortSignal,
): Promise<NodeProgram> {
  const program = await programOf(name, cacheDirectory, signal);
  const { stdout } = await run([program, '--version'], { signal });
  return { program, version: stdout.trim().replace(/^v/, '') };
}

async function programOf(name: string, cacheDirectory: string, signal: AbortSignal): Promise<string> {
  if (name.includes('/')) return path.resolve(name);
  if (name === process.versions.node.split('.')[0]) return process.execPath;
  const version = packaged[name];
  if (version === undefined) {
    throw new UserError(`No Node ${JSON.stringify(name)} is known here.`, {
      code: exitCodes.usage,
      fix: `Allowed: ${Object.keys(packaged).join(', ')}, or the path of a node program.`,
    });
  }
  return install(`node-${process.platform}-${process.arch}`, version, cacheDirectory, signal);
}

/** npm's package holds the program and nothing that runs at its installation. */
async function install(name: string, version: string, cacheDirectory: string, signal: AbortSignal) {
  const directory = path.join(cacheDirectory, 'node', version);
  const program = path.join(directory, 'node_modules', name, 'bin', 'node');
  const isThere = await access(program).then(
    () => true,
    () => false,
  );
  if (isThere) return program;
  const flags = ['--prefix', directory, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts'];
  await run(['npm', 'install', ...flags, `${name}@${version}`], { signal, timeoutMs: 300_000 });
  return program;
}
