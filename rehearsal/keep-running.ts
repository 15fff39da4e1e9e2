import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Output } from '../bin/io/output';
import { hostNames } from './addresses';
import { publish } from './publish';
import type { AcmeServer } from './stand-ins/acme';

export interface KeepOptions {
  /** Unix socket that leads to the instance's port 443. */
  readonly socket: string;
  /** Loopback port, 0 for any free one. */
  readonly port: number;
  readonly acme: AcmeServer;
  readonly resultsDirectory: string;
  readonly signal: AbortSignal;
}

const foreverMs = 2 ** 31 - 1;

/** Publishes the API on the loopback address, says how to ask it, and waits for Ctrl-C. */
export async function keepRunning(options: KeepOptions, output: Output): Promise<void> {
  const { socket, acme, resultsDirectory, signal } = options;
  const { port, close } = await publish(socket, options.port);
  await mkdir(resultsDirectory, { recursive: true });
  const rootFile = path.join(resultsDirectory, 'root-certificate.pem');
  await writeFile(rootFile, await acme.rootCertificate());
  const url = `https://${hostNames.api}:${port}/`;
  const trust = `--cacert ${path.relative(process.cwd(), rootFile)} --resolve ${hostNames.api}:${port}:127.0.0.1`;
  output.line(`\nThe API runs at ${url} on this machine; try it:\n\n  curl ${trust} ${url}\n`);
  output.line('Ctrl-C ends it and removes everything.');
  await sleep(foreverMs, undefined, { signal }).catch(() => undefined);
  close();
}
