import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import type { ListenAddress } from '../config';
import type { Container } from '../container';
import { createHttpServer } from '../http/create-server';
import { listen } from './listen';

/** Requests under way get this long to end once no more are taken. */
const shutdownTimeoutMs = 10_000;

/** How often connections that have become idle are looked for while the rest drains. */
const idleSweepMs = 20;

/** A running API. */
export interface Service {
  readonly server: Server;
  /**
   * Not ready, answers on until nobody sends requests here any more, no new connections, requests under way end, Redis and
   * the database are left; in this order.
   */
  readonly stop: (delayMs?: number) => Promise<void>;
}

/** Starts an API; resolves when it accepts connections. */
export async function startService(container: Container, address: ListenAddress): Promise<Service> {
  const server = createHttpServer(container.app, container.listener);
  // Redis may be away, and then connects later by itself.
  await Promise.all([container.redis.connect().catch(() => undefined), container.tags.start()]);
  container.redisGuard.start();
  await container.untold?.start();
  await listen(server, address);
  container.logger.info({ address: server.address() }, 'listening');
  return { server, stop: (delayMs = 0) => stop(container, server, delayMs) };
}

/** Stops the service at SIGTERM or SIGINT and ends the process: 0, or 1 when it does not stop in time. */
export function stopOnSignal({ logger }: Container, service: Service, delaySeconds: number): void {
  const delayMs = delaySeconds * 1_000;
  const onSignal = (signal: string) => {
    logger.info({ signal, delayMs }, 'stopping');
    setTimeout(() => {
      logger.error(`not stopped within ${shutdownTimeoutMs} ms`);
      process.exit(1);
    }, delayMs + shutdownTimeoutMs).unref();
    service.stop(delayMs).then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', onSignal);
  process.once('SIGINT', onSignal);
}

async function stop(container: Container, server: Server, delayMs: number): Promise<void> {
  const { readiness, redis, redisGuard, tags, untold, reader, database } = container;
  readiness.beginShutdown();
  // Whoever has a connection asks for the next one elsewhere, instead of finding this one closed under a request.
  server.prependListener('request', (_request, response) => (response.shouldKeepAlive = false));
  await sleep(delayMs);
  await drain(server);
  redisGuard.stop();
  tags.stop();
  redis.disconnect();
  await untold?.stop();
  await reader.close();
  await database.$disconnect();
}

/** A connection that is kept alive would hold the server open once its request has ended. */
async function drain(server: Server): Promise<void> {
  const sweep = setInterval(() => server.closeIdleConnections(), idleSweepMs);
  await new Promise<void>((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
  });
  clearInterval(sweep);
}
