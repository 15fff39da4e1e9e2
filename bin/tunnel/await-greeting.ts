import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const pauseMs = 100;

/**
 * Whether what listens at the port says something by itself, as MySQL does, before the signal: an open port alone is the
 * tunnel's own, and says nothing of its far end.
 */
export async function awaitGreeting(port: number, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if (await greets(port, signal)) return true;
    await sleep(pauseMs);
  }
  return false;
}

async function greets(port: number, signal: AbortSignal): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const ended = once(socket, 'close', { signal });
  const heard = once(socket, 'data', { signal });
  socket.on('error', () => undefined);
  try {
    return await Promise.race([heard.then(() => true), ended.then(() => false)]);
  } catch {
    return false;
  } finally {
    for (const waiting of [ended, heard]) waiting.catch(() => undefined);
    socket.destroy();
  }
}
