import { execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:https';
import path from 'node:path';
import { readFileSync } from 'node:fs';

/** An API that answers `GET /` as ours does, over HTTPS with a certificate of its own, at an address of this machine. */
export class HttpsStandIn {
  private constructor(private readonly server: Server) {}

  /** @param directory where its key and certificate go */
  static async start(address: string, release: string, directory: string): Promise<HttpsStandIn> {
    const [key, cert] = [path.join(directory, 'key.pem'), path.join(directory, 'cert.pem')];
    const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    execFileSync(
      'openssl',
      [...request, '-keyout', key, '-out', cert, '-days', '1', '-subj', '/CN=stand-in'],
      {
        stdio: 'ignore',
      },
    );
    const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) => {
      response.end(`waffle-backend ${release}\n`);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(443, address, resolve);
    });
    return new HttpsStandIn(server);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
