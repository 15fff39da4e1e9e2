import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { acmeDirectory, addresses, apiRecord, hostNames, hostsFile, ports } from '../addresses';
import type { CertificateAuthority } from '../certificate-authority';
import type { Stage } from '../stage/stage';
import { installFile } from '../stage/install-file';

/** A certificate authority that speaks ACME as Let's Encrypt does: Pebble. */
export interface AcmeServer {
  /** The root of the certificates it issues, PEM: what a client of the API trusts. */
  rootCertificate(): Promise<string>;
  /** How many certificates it was asked for. */
  ordersSoFar(): Promise<number>;
}

export async function startAcmeServer(
  stage: Stage,
  image: string,
  authority: CertificateAuthority,
): Promise<AcmeServer> {
  const root = await stage.mountImage(image, 'acme');
  const { keyFile, certificateFile } = await authority.issue(hostNames.acme);
  const upper = stage.upperDirectory('acme');
  await installFile(path.join(upper, 'etc/hosts'), hostsFile + apiRecord);
  await installFile(path.join(upper, 'etc/pebble/key.pem'), { copyOf: keyFile });
  await installFile(path.join(upper, 'etc/pebble/certificate.pem'), { copyOf: certificateFile });
  await installFile(path.join(upper, 'etc/pebble/config.json'), JSON.stringify(pebbleSettings));

  // Its validation sleeps up to 15 s and refuses one nonce in twenty, to try its clients: certbot need not prove itself here.
  const env = { PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '0' };

  const ask = (port: number, resource: string) =>
    stage.run([
      'curl',
      '-fsS',
      '--cacert',
      authority.certificateFile,
      '--resolve',
      `${hostNames.acme}:${port}:${addresses.standIns}`,
      `https://${hostNames.acme}:${port}${resource}`,
    ]);
  await stage.startService('pebble', ['chroot', root, 'pebble', '-config', '/etc/pebble/config.json'], {
    env,
    ready: () => ask(ports.acme, new URL(acmeDirectory).pathname),
  });
  return {
    rootCertificate: async () => (await ask(ports.acmeManagement, '/roots/0')).stdout,
    ordersSoFar: async () => {
      const log = await readFile(path.join(stage.directory, 'pebble.log'), 'utf8');
      return log.match(/ POST \/order-plz /g)?.length ?? 0;
    },
  };
}

const pebbleSettings = {
  pebble: {
    listenAddress: `${addresses.standIns}:${ports.acme}`,
    managementListenAddress: `${addresses.standIns}:${ports.acmeManagement}`,
    certificate: '/etc/pebble/certificate.pem',
    privateKey: '/etc/pebble/key.pem',
    httpPort: 80,
    tlsPort: 443,
    ocspResponderURL: '',
    externalAccountBindingRequired: false,
  },
};
