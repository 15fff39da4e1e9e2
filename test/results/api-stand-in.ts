import { createServer as createPlain, type Server as PlainServer, type ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Issued } from '../helpers/test-authority';

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What answers at the deployed address, over HTTP and HTTPS; all of it can be changed while it runs. */
export class ApiStandIn {
  /** Over HTTPS by path; any other is 404. */
  readonly replies = new Map<string, Reply>();
  /** Over HTTP, whatever is asked. */
  overHttp: Reply = {};
  /** Paths that are never answered. */
  readonly held = new Set<string>();
  #onHeld = (): void => undefined;
  readonly #secure: Server;
  readonly #plain: PlainServer;

  private constructor(certificate: Issued) {
    this.#secure = createServer(certificate, ({ url = '/' }, response) => {
      if (this.held.has(url)) return this.#onHeld();
      send(response, this.replies.get(url) ?? { status: 404 });
    });
    this.#plain = createPlain((_, response) => send(response, this.overHttp));
  }

  static async start(address: string, certificate: Issued): Promise<ApiStandIn> {
    const standIn = new ApiStandIn(certificate);
    const listen = (server: PlainServer | Server, port: number) =>
      new Promise<void>((resolve, reject) => {
        server.once('error', reject).listen(port, address, resolve);
      });
    await Promise.all([listen(standIn.#secure, 443), listen(standIn.#plain, 80)]);
    return standIn;
  }

  use(certificate: Issued): void {
    this.#secure.setSecureContext(certificate);
  }

  /** Once, when a path that is held is asked for. */
  nextHeld(): Promise<void> {
    return new Promise((resolve) => (this.#onHeld = resolve));
  }

  async stop(): Promise<void> {
    for (const server of [this.#secure, this.#plain]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }
}

const send = (response: ServerResponse, { status = 200, headers = {}, body = '' }: Reply): void =>
  void response.writeHead(status, headers).end(body);
