import { type Command, Option } from 'commander';
import type { TargetOptions } from '../aws/target';
import { type ShellKind, shellKinds } from './remote-shell';

export interface RemoteOptions extends TargetOptions {
  readonly via: ShellKind;
  readonly identity?: string;
}

/** Of every verb that runs something on the instance. */
export const addViaFlags = (command: Command): Command =>
  command
    .addOption(
      new Option('--via <way>', 'through Systems Manager (no open port) or over SSH')
        .choices(shellKinds)
        .default('ssm'),
    )
    .option('--identity <file>', 'private key for --via ssh (default: those that ssh finds by itself)');
