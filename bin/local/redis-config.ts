import path from 'node:path';
import { change } from './change';

/** The settings of the server; only where it listens and works is different. */
export const localRedis = (deployed: string, socket: string): string =>
  change(deployed, [
    [/^unixsocket .+$/m, () => `unixsocket ${quote(socket)}`],
    [/^unixsocketperm .+$/m, () => 'unixsocketperm 700'],
    [/^dir .+$/m, () => `dir ${quote(path.dirname(socket))}`],
  ]);

const quote = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
