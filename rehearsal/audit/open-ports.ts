import path from 'node:path';
import { UserError } from '../../bin/io/errors';
import { addresses } from '../addresses';
import type { Instance } from '../instance';
import type { Stage } from '../stage/stage';

/** HTTP, HTTPS, and SSH, which the security group opens to one address or to none. */
const allowedPorts = [22, 80, 443];

/**
 * Asks each TCP port from the network outside the instance, and the instance where it listens for UDP.
 * @returns what is open @throws UserError when more is than may be
 */
export async function findOpenPorts(stage: Stage, instance: Instance): Promise<string> {
  const scan = [process.execPath, path.join(__dirname, 'scan-ports.mjs'), addresses.instance];
  const { stdout } = await stage.run(scan, { timeoutMs: 120_000 });
  const open = JSON.parse(stdout) as number[];
  const udp = publicListeners(await instance.run(['ss', '--listening', '--udp', '--numeric', '--no-header']));
  const words = `TCP ${open.join(', ')}; UDP ${udp.join(', ') || 'none'}`;
  const isAsExpected =
    open.every((port) => allowedPorts.includes(port)) && open.includes(80) && open.includes(443);
  if (isAsExpected && udp.length === 0) return words;
  throw new UserError(`other ports are open than ${allowedPorts.join(', ')}: ${words}`);
}

/** Addresses of `ss` that others than the machine itself reach. */
export const publicListeners = (lines: string): string[] =>
  lines
    .split('\n')
    .map((line) => line.trim().split(/\s+/)[3] ?? '')
    .filter((address) => address !== '' && !/^(127\.|\[::1\])/.test(address));
