import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CommandFailed } from './command-failed';
import { endGroup, type SpawnOptions, spawnGroup } from './process-group';
import { withSecret } from './with-secret';

export interface StreamOptions extends SpawnOptions {
  readonly signal?: AbortSignal | undefined;
  /** What the program reads at `secretFile`. */
  readonly secret: string;
  /** Its standard input. @default - empty */
  readonly input?: AsyncIterable<string | Uint8Array>;
  /** Takes its standard output until its end. @default - nobody does */
  readonly onOutput?: (output: Readable) => Promise<void>;
}

const stderrLimit = 10_000;

/**
 * Runs a program on streams of bytes, whatever their size. Whoever fails first ends the others.
 * @throws CommandFailed
 * @throws what `input` or `onOutput` threw, and the reason of `signal`, once the program has ended
 */
export async function runStreams(argv: readonly string[], options: StreamOptions): Promise<void> {
  const { signal, secret, input, onOutput } = options;
  signal?.throwIfAborted();
  const child = await spawnGroup(withSecret(argv), options, ['pipe', 'pipe', 'pipe', 'pipe']);
  const stop = () => endGroup(child);
  signal?.addEventListener('abort', stop, { once: true });
  let stderr = '';
  child.stderr
    ?.setEncoding('utf8')
    .on('data', (text: string) => (stderr = (stderr + text).slice(-stderrLimit)));
  const [stdin, stdout] = [child.stdin, child.stdout];
  if (stdin === null || stdout === null) throw new Error('A child without pipes.');
  const secretPipe = child.stdio[3] as NodeJS.WritableStream;
  secretPipe.on('error', () => undefined);
  secretPipe.end(secret);

  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const failures: unknown[] = [];
  const failing = (work: Promise<unknown>) =>
    work.catch((error: unknown) => {
      failures.push(error);
      stop();
    });
  const feeding = input === undefined ? once(stdin.end(), 'close') : pipeline(input, stdin);
  // A program that ends before it has read everything says why itself.
  const fed = failing(
    feeding.catch((error: unknown) => (isBrokenPipe(error) ? undefined : Promise.reject(error))),
  );
  await Promise.all([fed, failing(onOutput?.(stdout) ?? drain(stdout))]);
  const [code, endedBy] = await exited;
  signal?.removeEventListener('abort', stop);
  signal?.throwIfAborted();
  if (failures.length > 0) throw failures[0];
  if (code !== 0) throw new CommandFailed({ argv, code, signal: endedBy, stderr });
}

const drain = async (stream: Readable) => void (await once(stream.resume(), 'close'));

const isBrokenPipe = (error: unknown) =>
  ['EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET'].includes((error as NodeJS.ErrnoException).code ?? '');
