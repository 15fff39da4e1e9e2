import { CommandFailed } from '../io/command-failed';
import { exitCodes, UserError } from '../io/errors';
import { run } from '../io/run';

const gitTimeoutMs = 60_000;
/** A git hook that calls us must not redirect our questions to another repository. */
const gitVariables = {
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
  GIT_OPTIONAL_LOCKS: '0',
  LC_ALL: 'C',
};

/** The commit that is checked out, and how the work tree differs from it. */
export interface SourceRevision {
  /** Full hash. */
  readonly commit: string;
  readonly committedAt: Date;
  /** Tracked files that were changed, added or deleted since, and untracked ones that git does not ignore. */
  readonly changed: ReadonlySet<string>;
  readonly tracked: ReadonlySet<string>;
}

/** Paths are relative to the root. Null outside a git checkout, or before its first commit. @throws UserError */
export async function readSourceRevision(rootDirectory: string): Promise<SourceRevision | null> {
  const head = await git(rootDirectory, 'log', '-1', '--no-show-signature', '--format=%H %ct').catch(
    withoutRepository(rootDirectory),
  );
  if (head === null) return null;
  const [commit = '', seconds] = head.trim().split(' ');
  const [modified, untracked, tracked] = await Promise.all([
    paths(rootDirectory, 'diff', '--name-only', '--no-renames', '--no-ext-diff', '--relative', '-z', 'HEAD'),
    paths(rootDirectory, 'ls-files', '--others', '--exclude-standard', '-z'),
    paths(rootDirectory, 'ls-files', '-z'),
  ]);
  return {
    commit,
    committedAt: new Date(Number(seconds) * 1000),
    changed: new Set([...modified, ...untracked]),
    tracked: new Set(tracked),
  };
}

async function git(rootDirectory: string, ...words: string[]): Promise<string> {
  const argv = ['git', '-C', rootDirectory, ...words];
  return (await run(argv, { env: gitVariables, timeoutMs: gitTimeoutMs })).stdout;
}

const paths = async (rootDirectory: string, ...words: string[]) =>
  (await git(rootDirectory, ...words)).split('\0').filter(Boolean);

/** Git is missing, or there is no repository or no commit in it: null. Anything else is passed on. */
const withoutRepository = (rootDirectory: string) => (error: unknown) => {
  if (!(error instanceof CommandFailed)) throw error;
  if (error.outputTail.includes('dubious ownership')) {
    throw new UserError(`git refuses to read ${rootDirectory}: it belongs to another user.`, {
      code: exitCodes.usage,
      fix: `git config --global --add safe.directory ${rootDirectory}`,
      cause: error,
    });
  }
  const isAbsent = /not a git repository|does not have any commits/.test(error.outputTail);
  const isNotInstalled = (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
  if (isAbsent || isNotInstalled) return null;
  throw error;
};
