import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { defaultProjectName, parameterName, parameters } from '../../contract';
import { formatBytes } from '../../bin/io/format';
import type { Output } from '../../bin/io/output';
import { UserError } from '../../bin/io/errors';
import { createCertificateAuthority } from '../certificate-authority';
import type { Deployment } from '../deployment-template';
import { type Fault, withheldPackage } from '../faults';
import type { Images } from '../make-images';
import type { Stage } from '../stage/stage';
import { startAcmeServer } from './acme';
import { type AwsStandIn, startAws } from './aws';
import { startDatabase } from './database';
import { makeCredentials, startMetadata } from './metadata';
import { startPackageMirror } from './package-mirror';
import { startWaitCondition } from './wait-condition';

const trustAnchor = { bucket: 'rehearsal-trust-anchors', key: 'authority.pem' };

/** Where the instance finds the trust anchor of the stand-ins. */
export const trustAnchorUrl = `s3://${trustAnchor.bucket}/${trustAnchor.key}`;

/** New in each rehearsal, and to be found nowhere. */
export const makeSecrets = () => ({
  credentials: makeCredentials(),
  databasePassword: makePassword(),
  jwtSecret: randomBytes(48).toString('base64url'),
});
const makePassword = () => randomBytes(18).toString('base64url');

type Secrets = ReturnType<typeof makeSecrets>;
const secretParameter = parameterName(defaultProjectName, parameters.jwtSecret);

export interface StandInsOptions {
  readonly stage: Stage;
  readonly images: Images;
  readonly deployment: Deployment;
  readonly secrets: Secrets;
  readonly fault: Fault | undefined;
  /** Where the packages are that an instance installs. */
  readonly packagesDirectory: string;
  readonly output: Output;
}

/** Everything around the instance, with what a deploy puts there. */
export async function startStandIns(options: StandInsOptions) {
  const { stage, images, deployment, secrets, fault, packagesDirectory, output } = options;
  const authority = await createCertificateAuthority(path.join(stage.directory, 'authority'));
  const withheld = fault === 'package' ? withheldPackage : undefined;
  await startPackageMirror(stage, { cacheDirectory: packagesDirectory, withheld });
  await startMetadata(stage, secrets.credentials);
  const waitCondition = await startWaitCondition(stage);
  const account = { ...deployment.database, password: secrets.databasePassword };
  const database = await output.step('start MySQL in place of RDS', () =>
    startDatabase(stage, images.database, authority, account),
  );
  const acme = await output.step('start Pebble in place of Let’s Encrypt', () =>
    startAcmeServer(stage, images.standIns, authority),
  );
  const { aws, archiveBytes } = await output.step(
    'start moto in place of S3 and SSM, and upload',
    async (step) => {
      const aws = await startAws(stage, images.standIns, secrets.credentials);
      await aws.putObject(trustAnchor.bucket, trustAnchor.key, await readFile(authority.certificateFile));
      const databasePassword = fault === 'database-password' ? makePassword() : secrets.databasePassword;
      await deploy(aws, deployment, { ...secrets, databasePassword });
      const bytes = await sizeOfArchive(deployment);
      step.note(`release ${formatBytes(bytes)}, ${deployment.parameters.length + 2} parameters`);
      return { aws, archiveBytes: bytes };
    },
  );
  return { acme, aws, database, waitCondition, archiveBytes };
}

/** What `cdk deploy` uploads, what CloudFormation then writes, and the secrets that are made before both. */
async function deploy(aws: AwsStandIn, { assets, parameters, database }: Deployment, secrets: Secrets) {
  for (const { file, bucket, key } of assets) await aws.putObject(bucket, key, await readFile(file));
  for (const { name, value } of parameters) await aws.putParameter(name, value, 'String');
  await aws.putParameter(database.passwordParameter, secrets.databasePassword, 'SecureString');
  await aws.putParameter(secretParameter, secrets.jwtSecret, 'SecureString');
}

async function sizeOfArchive({ archiveFiles }: Deployment): Promise<number> {
  const [archive] = archiveFiles;
  if (!archive) throw new UserError('the template has no release archive among its assets');
  return (await stat(archive)).size;
}
