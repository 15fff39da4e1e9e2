import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

const rootDirectory = path.join(__dirname, '../..');
const hook = path.join(__dirname, 'typescript-hook.cjs');

export interface WaffleOptions {
  /** All it gets besides PATH: nothing of this machine's own account or settings. */
  readonly variables: Readonly<Record<string, string>>;
  /** The home directory, of the test's own. */
  readonly home: string;
  /** Where the project is. @default this one */
  readonly cwd?: string;
  readonly input?: string;
  readonly timeoutMs?: number;
  /** Sent once what it wrote matches, as Ctrl-C would. */
  readonly interruptAt?: RegExp;
  /** @default 'SIGINT' */
  readonly interruptWith?: NodeJS.Signals;
  /** Called with the process once it runs. */
  readonly onStart?: (process: ChildProcess) => void;
  /** Working directory. @default `cwd` */
  readonly folder?: string;
  /** Where names lead for this process alone, as root on Linux. @default - where they lead on this machine */
  readonly hosts?: Readonly<Record<string, string>>;
}

export interface WaffleResult {
  /** null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How it is started: with nothing of this machine's own account or settings. */
export function waffleCommand(
  words: readonly string[],
  { variables, home, cwd = rootDirectory, folder = cwd, hosts }: WaffleOptions,
) {
  return {
    argv: [
      ...withHosts(home, hosts),
      process.execPath,
      '--require',
      hook,
      path.join(cwd, 'bin/main.ts'),
      ...words,
    ],
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      NO_COLOR: '1',
      TSX_TSCONFIG_PATH: path.join(rootDirectory, 'tsconfig.json'),
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...variables,
    },
  };
}

/** A file /etc/hosts that nobody else sees. */
function withHosts(home: string, hosts: WaffleOptions['hosts']): readonly string[] {
  if (hosts === undefined) return [];
  const file = path.join(home, 'hosts');
  writeFileSync(
    file,
    Object.entries(hosts)
      .map(([name, address]) => `${address} ${name}\n`)
      .join(''),
  );
  return ['unshare', '--mount', 'sh', '-c', 'mount --bind "$0" /etc/hosts && exec "$@"', file];
}

/** The real command line as a process of its own. */
export async function runWaffle(words: readonly string[], options: WaffleOptions): Promise<WaffleResult> {
  const { interruptAt, interruptWith = 'SIGINT', input, timeoutMs = 120_000 } = options;
  const { argv, cwd, env } = waffleCommand(words, options);
  const [program = '', ...args] = argv;
  const child = spawn(program, args, { cwd, env, timeout: timeoutMs, killSignal: 'SIGKILL' });
  options.onStart?.(child);
  const texts = { stdout: '', stderr: '' };
  let interrupted = false;
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
      if (interrupted || !interruptAt?.test(texts[name])) return;
      interrupted = true;
      child.kill(interruptWith);
    });
  }
  child.stdin.on('error', () => undefined).end(input);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, ...texts };
}
