import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { RemoteResult, RemoteShell } from '../../bin/remote/remote-shell';
import { makeTemporaryDirectory } from './temporary-directory';

/** systemd-run: starts what follows `--` in a session of its own, whose output is the journal. */
export const systemdRun = `#!/bin/bash
while [ "$1" != -- ]; do case $1 in --unit=*) unit=\${1#--unit=} ;; esac; shift; done; shift
setsid bash -c 'echo $$ >"$0"; exec "$@"' "$SCRATCH/units/$unit.service" "$@" >>"$SCRATCH/journal" 2>&1 </dev/null &
`;
/** systemctl is-active and stop: whether that still runs, and its end. */
export const systemctl = `#!/bin/bash
case $1 in
  is-active) ;;
  stop) kill -TERM -- "-$(cat "$SCRATCH/units/$2")"; exit ;;
  *) exit 0 ;;
esac
state=inactive
for unit in "$@"; do
  id=$(cat "$SCRATCH/units/$unit" 2>/dev/null)
  grep -qs '^State:.[^Z]' "/proc/$id/status" && state=active
done
[ "$2" = --quiet ] || echo "$state"
[ "$state" = active ]
`;

/**
 * What scripts for the instance find there: bash as root, with an /opt and a /var/lib of its own and, in place of systemd, which this machine may not
 * have, three programs that do what the scripts need of it. The rehearsal has the real one.
 */
export class ScratchInstance {
  readonly directory = makeTemporaryDirectory(tmpdir());

  constructor(programs: Readonly<Record<string, string>> = {}) {
    for (const name of ['opt', 'lib', 'bin', 'units']) mkdirSync(join(this.directory, name));
    writeFileSync(join(this.directory, 'journal'), '');
    const all = { 'systemd-run': systemdRun, systemctl, ...programs };
    for (const [name, source] of Object.entries(all))
      writeFileSync(join(this.directory, 'bin', name), source, { mode: 0o755 });
  }

  /** Of what follows `/opt/` on the instance. */
  write(path: string, content: string, mode = 0o644): void {
    const file = join(this.directory, 'opt', path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, content, { mode });
  }

  /** Of what follows `/opt/` on the instance. */
  read(path: string): string {
    return readFileSync(join(this.directory, 'opt', path), 'utf8');
  }

  /** What a unit wrote to the journal. */
  get journal(): string {
    return readFileSync(join(this.directory, 'journal'), 'utf8');
  }

  /** As Run Command does: to its end, whatever that is. */
  async run(script: string): Promise<RemoteResult> {
    const enter = 'mount --bind "$SCRATCH/opt" /opt && mount --bind "$SCRATCH/lib" /var/lib && exec bash -s';
    const child = spawn('unshare', ['--mount', '--propagation', 'private', 'bash', '-c', enter], {
      env: {
        PATH: `${this.directory}/bin:${process.env['PATH']}`,
        SCRATCH: this.directory,
        HOME: this.directory,
      },
    });
    child.stdin.on('error', () => undefined).end(script);
    const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { code, stdout, stderr };
  }

  get shell(): RemoteShell {
    return { kind: 'ssm', run: (script) => this.run(script) };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
