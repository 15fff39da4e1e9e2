import type { Server } from 'node:http';

import type { ListenAddress } from '../config';
import type { Container } from '../container';
import { createHttpServer } from '../http/create-server';
import { listen } from './listen';

/** Requests under way get this long to end after SIGTERM. */
const shutdownTimeoutMs = 10_000;

/** How often connections that have become idle are looked for while the rest drains. */
const idleSweepMs = 20;

/** A running API. */
export interface Service {
  readonly server: Server;
  /** Not ready, no new connections, requests under way end, Redis and the database are left; in this order. */
  readonly stop: () => Promise<void>;
}

/** Starts an API; resolves when it accepts connections. */
export async function startService(container: Container, address: ListenAddress): Promise<Service> {
  const server = createHttpServer(container.app, container.listener);
  // Redis may be away, and then connects later by itself.
  await Promise.all([container.redis.connect().catch(() => undefined), container.tags.start()]);
  container.redisGuard.start();
  await listen(server, address);
  container.logger.info({ address: server.address() }, 'listening');
  return { server, stop: () => stop(container, server) };
}

/** Stops the service at SIGTERM or SIGINT and ends the process: 0, or 1 when it does not stop in time. */
export function stopOnSignal({ logger }: Container, service: Service): void {
  const onSignal = (signal: string) => {
    logger.info({ signal }, 'stopping');
    setTimeout(() => {
      logger.error(`not stopped within ${shutdownTimeoutMs} ms`);
      process.exit(1);
    }, shutdownTimeoutMs).unref();
    service.stop().then(
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

async function stop(
  { readiness, redis, redisGuard, tags, reader, database }: Container,
  server: Server,
): Promise<void> {
  readiness.beginShutdown();
  await drain(server);
  redisGuard.stop();
  tags.stop();
  redis.disconnect();
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
