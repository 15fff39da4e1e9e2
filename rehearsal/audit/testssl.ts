import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../bin/io/errors';
import { addresses, hostNames } from '../addresses';
import type { Stage } from '../stage/stage';

/** A finding of testssl.sh, as its file has it. */
export interface TlsFinding {
  readonly id: string;
  readonly severity: string;
  readonly finding: string;
}

export interface TlsVerdict {
  readonly checks: number;
  /** `A+`, by the guide of SSL Labs; it comes last. */
  readonly grade: string | undefined;
  readonly aboveLow: readonly TlsFinding[];
  /** Above LOW too, but of the test authority and not of the server. */
  readonly ofAuthority: readonly TlsFinding[];
}

/**
 * What follows from the certificate being Pebble's: it lives five years and says nowhere how it is revoked. Those of Let's
 * Encrypt live 90 days and name a list (https://letsencrypt.org/2024/12/05/ending-ocsp, 2026-11).
 */
const ofTheAuthority = ['cert_extlifeSpan', 'cert_revocation'];
const highSeverities = ['MEDIUM', 'HIGH', 'CRITICAL', 'FATAL'];
const rootFile = 'etc/ssl/rehearsal-root.pem';
const resultFile = 'tmp/testssl.json';

/** Runs testssl.sh against the instance from the network outside. @throws UserError for a finding above LOW */
export async function testTls(stage: Stage, image: string, rootCertificate: string): Promise<TlsVerdict> {
  const root = await stage.mountImage(image, 'testssl');
  const upper = stage.upperDirectory('testssl');
  await stage.run(['mount', '--rbind', '/dev', path.join(root, 'dev')]);
  await stage.run(['mount', '-t', 'proc', 'proc', path.join(root, 'proc')]);
  await stage.run(['mkdir', '-p', path.dirname(path.join(root, rootFile))]);
  await stage.run(['tee', path.join(root, rootFile)], { input: rootCertificate });
  const { stdout } = await stage.run(['chroot', root, ...command], {
    timeoutMs: 300_000,
    allowFailure: true,
  });
  await writeFile(path.join(stage.directory, 'testssl.log'), stdout);
  const verdict = judge(JSON.parse(await readFile(path.join(upper, resultFile), 'utf8')) as TlsFinding[]);
  if (verdict.grade === undefined) throw new UserError(`testssl.sh did not come to its end:\n${stdout}`);
  if (verdict.aboveLow.length === 0) return verdict;
  throw new UserError(`testssl.sh found:\n${verdict.aboveLow.map(describe).join('\n')}`);
}

// The certificate is verified with the test authority's root; nobody answers questions about names here.
const command = [
  'testssl',
  ...['--quiet', '--color', '0', '--warnings', 'off', '--nodns', 'none'],
  ...['--ip', addresses.instance, '--add-ca', `/${rootFile}`, '--jsonfile', `/${resultFile}`],
  `https://${hostNames.api}`,
];

export function judge(findings: readonly TlsFinding[]): TlsVerdict {
  const high = findings.filter(({ severity }) => highSeverities.includes(severity));
  const isOfAuthority = ({ id }: TlsFinding) => ofTheAuthority.includes(id);
  return {
    checks: findings.length,
    grade: findings.find(({ id }) => id === 'overall_grade')?.finding,
    aboveLow: high.filter((finding) => !isOfAuthority(finding)),
    ofAuthority: high.filter(isOfAuthority),
  };
}

export const describe = ({ id, severity, finding }: TlsFinding) => `${severity} ${id}: ${finding}`;
