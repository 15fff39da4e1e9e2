import { once } from 'node:events';
import { connect as connectTls } from 'node:tls';
import { hostNames } from './addresses';
import type { Instance } from './instance';

/** The serial number that a new connection is shown; the certificate is verified like any client's. */
export async function servedSerial({ httpsSocket, rootCertificate }: Connection): Promise<string> {
  const socket = connectTls({ path: httpsSocket, servername: hostNames.api, ca: rootCertificate });
  try {
    await once(socket, 'secureConnect');
    return socket.getPeerCertificate().serialNumber;
  } finally {
    socket.destroy();
  }
}

export interface Connection {
  readonly httpsSocket: string;
  readonly rootCertificate: string;
}

/**
 * Lines of the private keys, of the certificate and of the account with the authority, that nobody else may have: a log
 * would hold a whole line of them.
 */
export async function privateLines(instance: Instance): Promise<string[]> {
  const script = `
    sed -n 2p "/etc/letsencrypt/live/$1/privkey.pem"
    cat /etc/letsencrypt/accounts/*/*/*/private_key.json | sed 's/.*"d": *"\\([^"]*\\)".*/\\1/'`;
  const text = await instance.run(['bash', '-c', script, 'private-lines', hostNames.api]);
  return text.split('\n').filter((line) => line.length > 40);
}
