import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Output } from '../../bin/io/output';
import { awsEndpoint, addresses, apiRecord, hostNames, hostsFile, ports, signalUrl } from '../addresses';
import { bootInstance } from '../boot-instance';
import { createCertificateAuthority } from '../certificate-authority';
import { rehearsalSettings, synthesize } from '../deployment-template';
import type { Instance } from '../instance';
import { type Images, makeImages } from '../make-images';
import { Stage } from '../stage/stage';
import { installFile } from '../stage/install-file';
import { startAcmeServer } from '../stand-ins/acme';
import { startDatabase } from '../stand-ins/database';
import { makeCredentials, startMetadata } from '../stand-ins/metadata';
import { startPackageMirror } from '../stand-ins/package-mirror';
import { trustAnchorUrl } from '../stand-ins/start-stand-ins';
import { startWaitCondition } from '../stand-ins/wait-condition';
import type { Account } from './account';

const checkIpPort = 5002;
/** Of Chromium (chromeenterprise.google/policies, CACertificates), below /etc. */
const browserPolicyFile = 'chromium/policies/managed/rehearsal.json';

/** What `checkip.amazonaws.com` would answer. */
const homeAddress = '203.0.113.7';
const checkIpUrl = `http://${addresses.standIns}:${checkIpPort}`;

export interface SceneOptions {
  readonly account: Account;
  readonly cacheDirectory: string;
  readonly signal: AbortSignal;
  readonly output: Output;
}

export type Scene = Awaited<ReturnType<typeof furnish>>;

/** The rehearsal's own network with everything around a server, which is booted once the stack has one. */
export async function openScene(options: SceneOptions): Promise<Scene> {
  const { cacheDirectory, signal, output } = options;
  const { images } = await makeImages({ image: 'debian13', cacheDirectory, signal }, output);
  const stage = await Stage.open({ parentDirectory: path.join(cacheDirectory, 'runs'), signal });
  try {
    return await furnish(stage, images, options);
  } catch (error) {
    await stage.close();
    throw error;
  }
}

async function furnish(stage: Stage, images: Images, { account, cacheDirectory, signal }: SceneOptions) {
  const authority = await createCertificateAuthority(path.join(stage.directory, 'authority'));
  await startPackageMirror(stage, {
    cacheDirectory: path.join(cacheDirectory, 'packages'),
    withheld: undefined,
  });
  await startMetadata(stage, makeCredentials());
  const waitCondition = await startWaitCondition(stage);
  const acme = await startAcmeServer(stage, images.standIns, authority);
  await stage.serve('aws', { address: addresses.standIns, port: ports.aws }, account.standIn.listener);
  await stage.serve('checkip', { address: addresses.standIns, port: checkIpPort }, (_, response) =>
    response.end(`${homeAddress}\n`),
  );
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(trustAnchorUrl) ?? [];
  await account.putObject(bucket, key, await readFile(authority.certificateFile));
  const rootCertificateFile = path.join(stage.directory, 'root.pem');
  const rootCertificate = await acme.rootCertificate();
  await installFile(rootCertificateFile, rootCertificate);
  await changeEtc(stage, rootCertificate);
  const settings = rehearsalSettings(trustAnchorUrl, 'al2023');
  const { userData, database } = await synthesize({
    outputDirectory: path.join(stage.directory, 'cdk.out'),
    settings,
    signal,
  });

  /** As EC2 boots it: the user-data of the template, what the stack has written to SSM, and a database with its password. */
  const bootServer = async (signal: AbortSignal): Promise<void> => {
    await startDatabase(stage, images.database, authority, {
      ...database,
      password: await account.read('databasePassword'),
    });
    // moto has neither a server behind its database's name nor one behind CloudFormation's URL.
    await account.write('databaseHost', hostNames.database);
    await account.write('bootSignalUrl', signalUrl);
    const { instance } = await bootInstance({
      ...{ stage, userData, waitCondition, signal },
      image: images.instance,
      domainPointsHere: true,
      interrupt: false,
      onStart: () => undefined,
      note: () => undefined,
    });
    account.standIn.runCommand.run = (script, { signal: stop }) => runAsRoot(instance, script, stop);
  };
  const variables = {
    AWS_ENDPOINT_URL: awsEndpoint,
    NODE_EXTRA_CA_CERTS: rootCertificateFile,
    WAFFLE_CHECKIP_URL: checkIpUrl,
  };
  return { stage, settings, rootCertificateFile, variables, bootServer };
}

/** What this machine has in /etc, but for the names and, for a browser, who vouches for the server: nothing outside answers in there. */
async function changeEtc(stage: Stage, rootCertificate: string): Promise<void> {
  const [upper, work] = ['upper', 'work'].map((part) => path.join(stage.directory, 'etc', part)) as [
    string,
    string,
  ];
  await mkdir(work, { recursive: true });
  await installFile(path.join(upper, 'hosts'), hostsFile + apiRecord);
  const policy = { CACertificates: [rootCertificate.replace(/-----.*-----|\s/g, '')] };
  await installFile(path.join(upper, browserPolicyFile), JSON.stringify(policy));
  const layers = `lowerdir=/etc,upperdir=${upper},workdir=${work}`;
  await stage.run(['mount', '-t', 'overlay', 'overlay', '-o', layers, '/etc']);
}

/** As the agent of Systems Manager does. */
async function runAsRoot(instance: Instance, script: string, signal: AbortSignal) {
  const wrapped =
    'out=$(mktemp) err=$(mktemp); bash -c "$1" >"$out" 2>"$err"; code=$?; echo "$code"; wc -c <"$out"; cat "$out" "$err"; rm -f "$out" "$err"';
  const text = await instance.run(['bash', '-c', wrapped, 'agent', script], { signal, timeoutMs: 600_000 });
  const [code = '', length = '', ...rest] = text.split('\n');
  const bytes = Buffer.from(rest.join('\n'));
  return {
    code: Number(code),
    stdout: bytes.subarray(0, Number(length)).toString('utf8'),
    stderr: bytes.subarray(Number(length)).toString('utf8'),
  };
}
