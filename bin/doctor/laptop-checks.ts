import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../io/run';
import type { CommandContext } from '../verb';
import { failure, ok, warning, type Check, type Finding } from './check';

type Context = Pick<CommandContext, 'environment' | 'rootDirectory'>;

/** What is on this machine; none of it asks AWS. */
export const laptopChecks = (context: Context): readonly Check[] => [
  { name: 'Node', examine: () => Promise.resolve(checkNode(context)) },
  { name: 'checkout', examine: (signal) => checkCheckout(context, signal) },
  { name: 'Session Manager plugin', examine: (signal) => checkPlugin(context, signal) },
  {
    name: 'database client',
    examine: () =>
      Promise.resolve(
        checkProgram(
          context,
          ['mysql', 'mariadb'],
          'waffle db needs one: install mysql-client or mariadb-client',
        ),
      ),
  },
  {
    name: 'ssh',
    examine: () =>
      Promise.resolve(checkProgram(context, ['ssh'], 'needed by --ssh alone: install openssh-client')),
  },
];

function checkNode({ rootDirectory }: Context): Finding {
  const manifest = JSON.parse(readFileSync(path.join(rootDirectory, 'package.json'), 'utf8')) as {
    engines: { node: string };
  };
  const least = manifest.engines.node.replace('>=', '');
  const isEnough = compareVersions(process.versions.node, least) >= 0;
  return isEnough
    ? ok(process.versions.node)
    : failure(`${process.versions.node} is older than ${least}`, `install Node ${least} or newer`);
}

export const compareVersions = (one: string, other: string): number => {
  const [left, right] = [one, other].map((version) => version.split('.').map(Number));
  const index = left?.findIndex((part, at) => part !== (right?.[at] ?? 0)) ?? -1;
  return index < 0 ? 0 : (left?.[index] ?? 0) - (right?.[index] ?? 0);
};

async function checkCheckout({ rootDirectory }: Context, signal: AbortSignal): Promise<Finding> {
  const options = { cwd: rootDirectory, signal, allowFailure: true };
  const commit = await run(['git', 'rev-parse', '--short', 'HEAD'], options);
  if (commit.code !== 0) {
    return warning(
      'no git checkout: releases are named by the day alone',
      'git clone, instead of an archive',
    );
  }
  const changes = await run(['git', 'status', '--porcelain', '--untracked-files=no'], options);
  const isClean = changes.stdout.trim() === '';
  return ok(`at ${commit.stdout.trim()}${isClean ? '' : ', with changes that are not committed'}`);
}

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html, read 2026-11-21. */
async function checkPlugin(context: Context, signal: AbortSignal): Promise<Finding> {
  const file = findProgram(context, 'session-manager-plugin');
  const fix =
    'waffle ssh and db need it: https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html';
  if (file === undefined) return warning('not installed', fix);
  const { stdout } = await run([file, '--version'], { signal, allowFailure: true });
  return ok(stdout.trim() || 'installed; it does not say its version');
}

function checkProgram(context: Context, names: readonly string[], fix: string): Finding {
  const found = names.find((name) => findProgram(context, name) !== undefined);
  return found === undefined ? warning(`no ${names.join(' or ')}`, fix) : ok(found);
}

const findProgram = ({ environment }: Context, name: string): string | undefined =>
  environment.programFolders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
