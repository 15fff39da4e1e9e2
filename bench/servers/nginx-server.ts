import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { start } from '../../bin/io/run';
import { onServerProcessor, type Wrap } from '../machine/processors';
import { nginxConfiguration, type Site } from './nginx-configuration';

export interface NginxServerOptions {
  readonly directory: string;
  readonly listPath: string;
  readonly sites: readonly Site[];
  readonly signal: AbortSignal;
  /** @default onServerProcessor */
  readonly wrap?: Wrap;
}

/** One Nginx before all stacks. */
export async function startNginxServer({
  directory,
  signal,
  wrap = onServerProcessor,
  ...options
}: NginxServerOptions) {
  const file = path.join(directory, 'nginx.conf');
  writeFileSync(file, nginxConfiguration({ ...options, directory, asRoot: process.getuid?.() === 0 }));
  const outputFile = path.join(directory, 'nginx-output.log');
  return start(wrap(['nginx', '-e', outputFile, '-p', directory, '-c', file]), {
    signal,
    outputFile,
  });
}
