import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { UserError } from '../io/errors';
import { type JobPosition, listScript, lookScript, startScript, stopScript } from './job-scripts';
import type { RemoteShell } from './remote-shell';

const shortMs = 30_000;
/** A look that fails, because a network is away for a moment, is repeated. */
const triesOfALook = 3;

/** An exit code, or what has become of it otherwise: `cut` is one that ended without a code, by a signal or a reboot. */
export type JobState = number | 'running' | 'cut' | 'none';

export interface Job {
  readonly name: string;
  readonly state: JobState;
  readonly about: unknown;
}

export type OnText = (text: string, stream: 'stdout' | 'stderr') => void;

/** A script that runs on the instance without us, and what it writes: of any length, from any point, more than once. */
export async function startJob(
  shell: RemoteShell,
  { kind, script, about = {} }: { readonly kind: string; readonly script: string; readonly about?: object },
  signal: AbortSignal,
): Promise<string> {
  const name = `${kind}-${randomBytes(4).toString('hex')}`;
  const result = await shell.run(startScript({ name, script, about }), { signal, timeoutMs: shortMs });
  if (result.code === 0) return name;
  throw new UserError(`The instance could not start it: ${result.stderr.trim() || result.stdout.trim()}`, {
    fix: 'waffle status shows memory and disk of the instance',
  });
}

/** Passes on what the job writes until it has ended. @returns its exit code; `cut` and `none` when there is none */
export async function followJob(
  shell: RemoteShell,
  name: string,
  { onText, signal }: { readonly onText: OnText; readonly signal: AbortSignal },
): Promise<Exclude<JobState, 'running'>> {
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  let position: JobPosition = { output: 0, errors: 0 };
  for (;;) {
    const look = await lookPatiently(shell, name, position, signal);
    const { output, errors } = look;
    for (const [stream, bytes] of [
      ['stdout', output],
      ['stderr', errors],
    ] as const) {
      const text = decoders[stream].decode(bytes, { stream: true });
      if (text !== '') onText(text, stream);
    }
    position = { output: position.output + output.length, errors: position.errors + errors.length };
    const isRead = output.length === 0 && errors.length === 0;
    if (look.state !== 'running' && isRead) return look.state;
  }
}

export async function listJobs(
  shell: RemoteShell,
  kind: string,
  signal: AbortSignal,
): Promise<readonly Job[]> {
  const { stdout } = await shell.run(listScript(kind), { signal, timeoutMs: shortMs });
  return stdout.trim().split('\n').filter(Boolean).map(readJob);
}

/** Also after our own interruption. */
export async function stopJob(shell: RemoteShell, name: string): Promise<void> {
  await shell.run(stopScript(name), { signal: AbortSignal.timeout(shortMs), timeoutMs: shortMs });
}

const readJob = (line: string): Job => {
  const [name = '', state = '', about = ''] = line.split(' ');
  return { name, state: readState(state), about: JSON.parse(Buffer.from(about, 'base64').toString()) };
};

export interface Look {
  readonly state: JobState;
  readonly output: Buffer;
  readonly errors: Buffer;
}

export const readLook = (text: string): Look => {
  const [state = '', output = '', errors = ''] = text.split('\n');
  return { state: readState(state), output: unpack(output), errors: unpack(errors) };
};

const readState = (text: string): JobState => {
  if (text === 'running' || text === 'cut' || text === 'none') return text;
  if (/^\d+$/.test(text)) return Number(text);
  throw new UserError(`The instance answered what was not understood: ${JSON.stringify(text.slice(0, 200))}`);
};

const unpack = (text: string): Buffer =>
  text === '' ? Buffer.alloc(0) : gunzipSync(Buffer.from(text, 'base64'));

async function lookPatiently(
  shell: RemoteShell,
  name: string,
  position: JobPosition,
  signal: AbortSignal,
): Promise<Look> {
  for (let tries = 1; ; tries += 1) {
    try {
      const { stdout } = await shell.run(lookScript(name, position), { signal, timeoutMs: shortMs });
      return readLook(stdout);
    } catch (error) {
      signal.throwIfAborted();
      if (tries === triesOfALook) throw error;
    }
  }
}
