import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { showArgv } from '../../bin/io/command-failed';
import { waffleCommand, type WaffleOptions } from './waffle-process';

/** What is waited for on the screen, and the keys that are pressed then. */
export type Dialogue = readonly (readonly [screen: RegExp, keys: string])[];

export const keys = { enter: '\r', ctrlC: '\x03', ctrlU: '\x15' } as const;

export interface Shown {
  readonly code: number | null;
  /** All that was ever on the screen, without control characters. */
  readonly screen: string;
}

/** The real command line on a terminal of its own, which `script` of util-linux makes. */
export async function runWaffleOnTerminal(
  words: readonly string[],
  options: WaffleOptions & { readonly dialogue: Dialogue },
): Promise<Shown> {
  const { argv, env, cwd } = waffleCommand(words, options);
  // A new terminal has no width, and what asks there would break every line.
  const command = `stty columns 200 rows 50; exec ${showArgv(argv)}`;
  const child = spawn('script', ['--quiet', '--flush', '--return', '--command', command, '/dev/null'], {
    ...{ cwd, env: { ...env, TERM: 'xterm', SHELL: '/bin/sh' } },
    ...{ timeout: options.timeoutMs ?? 60_000, killSignal: 'SIGKILL' as const },
  });
  const dialogue = [...options.dialogue];
  let screen = '';
  let read = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += stripVTControlCharacters(text);
    const [awaited, pressed = ''] = dialogue[0] ?? [];
    if (!awaited?.test(screen.slice(read))) return;
    read = screen.length;
    dialogue.shift();
    child.stdin.write(pressed);
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, screen };
}
