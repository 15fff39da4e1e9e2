import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../bin/io/run';

/** A private certificate authority, new in each rehearsal: it vouches for the database and for the ACME server. */
export interface CertificateAuthority {
  /** Trust anchor, PEM. */
  readonly certificateFile: string;
  /** Makes a key and a certificate for a host name. @returns the paths of both */
  issue(hostName: string): Promise<{ readonly keyFile: string; readonly certificateFile: string }>;
}

const validDays = '2';
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

export async function createCertificateAuthority(directory: string): Promise<CertificateAuthority> {
  await mkdir(directory, { recursive: true });
  const at = (name: string) => path.join(directory, name);
  const [keyFile, certificateFile] = [at('ca-key.pem'), at('ca.pem')];
  await openssl([
    'req',
    '-x509',
    ...newKey,
    '-days',
    validDays,
    '-subj',
    '/CN=Rehearsal authority',
    '-keyout',
    keyFile,
    '-out',
    certificateFile,
  ]);

  return {
    certificateFile,
    async issue(hostName) {
      const files = { keyFile: at(`${hostName}-key.pem`), certificateFile: at(`${hostName}.pem`) };
      const [request, extensions] = [at(`${hostName}.csr`), at(`${hostName}.ext`)];
      await writeFile(extensions, `subjectAltName=DNS:${hostName}\nextendedKeyUsage=serverAuth\n`);
      await openssl([
        'req',
        '-new',
        ...newKey,
        '-subj',
        `/CN=${hostName}`,
        '-keyout',
        files.keyFile,
        '-out',
        request,
      ]);
      await openssl([
        'x509',
        '-req',
        '-in',
        request,
        '-CA',
        certificateFile,
        '-CAkey',
        keyFile,
        '-days',
        validDays,
        '-extfile',
        extensions,
        '-out',
        files.certificateFile,
      ]);
      return files;
    },
  };
}

const openssl = (argv: readonly string[]) => run(['openssl', ...argv], { timeoutMs: 30_000 });
