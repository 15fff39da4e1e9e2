import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { defaultProjectName, stackOutputs } from '../contract';
import { run } from '../bin/io/run';
import { account, acmeDirectory, addresses, hostNames, ports, signalUrl } from './addresses';

const rootDirectory = path.join(__dirname, '..');

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** What `cdk synth` wrote, read the way CloudFormation would. */
export interface Deployment {
  /** The bytes that EC2 hands to the instance. */
  readonly userData: string;
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  /** Of the archive that a new instance starts with. */
  readonly releaseId: string;
  /** What `cdk deploy` uploads. */
  readonly assets: readonly { readonly file: string; readonly bucket: string; readonly key: string }[];
  /** The release archives among them. */
  readonly archiveFiles: readonly string[];
  readonly database: { readonly name: string; readonly user: string; readonly passwordParameter: string };
}

export interface SynthOptions {
  readonly outputDirectory: string;
  /** Settings on top of cdk.json's, as `cdk deploy -c key=value` takes them. */
  readonly settings: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Synthesizes the stack with CDK's own command line. @throws CommandFailed */
export async function synthesize({ outputDirectory, settings, signal }: SynthOptions): Promise<Deployment> {
  const cdk = path.join(rootDirectory, 'node_modules/aws-cdk/bin/cdk');
  // Neither the person nor the machine that rehearses makes a difference to the template.
  const given = { settingsFile: 'none', region: account.region, ...settings };
  const context = Object.entries(given).flatMap(([key, value]) => ['--context', `${key}=${value}`]);
  await run([process.execPath, cdk, 'synth', '--quiet', '--output', outputDirectory, ...context], {
    cwd: rootDirectory,
    signal,
    timeoutMs: 120_000,
  });
  return readDeployment(outputDirectory);
}

/** The settings with which a real deploy differs from none: its system, its own domain, and whom it trusts. */
export const rehearsalSettings = (trustAnchorUrl: string, machineImage: string) => ({
  machineImage,
  // Of this machine's processor: a release has the decoders of one.
  instanceType: process.arch === 'arm64' ? 't4g.micro' : 't3.micro',
  domain: hostNames.api,
  certificateEmail: 'admin@example.com',
  acmeServer: acmeDirectory,
  acmeCaUrl: trustAnchorUrl,
  databaseCaUrl: trustAnchorUrl,
  sshAddress: '203.0.113.7/32',
});

export async function readDeployment(
  assemblyDirectory: string,
  stackName: string = defaultProjectName,
): Promise<Deployment> {
  const readJson = async (name: string) =>
    JSON.parse(await readFile(path.join(assemblyDirectory, name), 'utf8'));
  const template: { Resources: Record<string, Resource>; Outputs: Record<string, { Value: unknown }> } =
    await readJson(`${stackName}.template.json`);
  const assetManifest: AssetManifest = await readJson(`${stackName}.assets.json`);
  const resources = Object.values(template.Resources);
  const resolve = resolver(template.Resources);
  return {
    userData: userDataOf(only(resources, 'AWS::EC2::Instance')),
    parameters: resources
      .filter(({ Type }) => Type === 'AWS::SSM::Parameter')
      .map(({ Properties }) => ({ name: resolve(Properties['Name']), value: resolve(Properties['Value']) })),
    releaseId: resolve(template.Outputs[stackOutputs.releaseId]?.Value),
    archiveFiles: assetsOf(assetManifest, assemblyDirectory)
      .map(({ file }) => file)
      .filter((file) => file.endsWith('gz')),
    assets: assetsOf(assetManifest, assemblyDirectory),
    database: databaseOf(only(resources, 'AWS::RDS::DBInstance')),
  };
}

/** Static by design: anything but a plain string would differ from deploy to deploy. */
function userDataOf({ Properties }: Resource): string {
  const userData = (Properties['UserData'] as { 'Fn::Base64'?: unknown } | undefined)?.['Fn::Base64'];
  if (typeof userData !== 'string')
    throw new Error('the template’s UserData is not the Base64 of a plain string');
  return userData;
}

function databaseOf({ Properties }: Resource): Deployment['database'] {
  const reference = /^\{\{resolve:ssm-secure:([^:}]+)(?::\d+)?\}\}$/.exec(
    String(Properties['MasterUserPassword']),
  );
  if (!reference?.[1])
    throw new Error('the template’s MasterUserPassword is not a reference to an SSM SecureString');
  return {
    name: String(Properties['DBName']),
    user: String(Properties['MasterUsername']),
    passwordParameter: reference[1],
  };
}

interface AssetManifest {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly source: { readonly path: string };
        readonly destinations: Readonly<
          Record<string, { readonly bucketName: string; readonly objectKey: string }>
        >;
      }
    >
  >;
}

const assetsOf = ({ files }: AssetManifest, directory: string): Deployment['assets'] =>
  Object.values(files).flatMap(({ source, destinations }) =>
    Object.values(destinations).map(({ bucketName, objectKey }) => ({
      file: path.resolve(directory, source.path),
      bucket: fillIn(bucketName),
      key: fillIn(objectKey),
    })),
  );

function only(resources: readonly Resource[], type: string): Resource {
  const found = resources.filter((resource) => resource.Type === type);
  if (found.length !== 1)
    throw new Error(`the template has ${found.length} resources of type ${type}, expected 1`);
  return found[0] as Resource;
}

const pseudoParameters: Readonly<Record<string, string>> = {
  'AWS::AccountId': account.id,
  'AWS::Region': account.region,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': defaultProjectName,
};

/** What the stand-ins are, in CloudFormation's terms: by resource type and attribute, `Ref` for the resource itself. */
const attributes: Readonly<Record<string, string>> = {
  'AWS::EC2::EIP Ref': addresses.instance,
  'AWS::EC2::EIP PublicIp': addresses.instance,
  'AWS::RDS::DBInstance Endpoint.Address': hostNames.database,
  'AWS::RDS::DBInstance Endpoint.Port': String(ports.database),
  'AWS::CloudFormation::WaitConditionHandle Ref': signalUrl,
};

const fillIn = (text: string) =>
  text.replace(/\$\{([^}]+)\}/g, (whole, name: string) => pseudoParameters[name] ?? whole);

/** Evaluates the intrinsic functions that parameter values use. @throws Error for what no stand-in is known */
function resolver(resources: Readonly<Record<string, Resource>>) {
  const attribute = (logicalId: string, name: string) => {
    const value = pseudoParameters[logicalId] ?? attributes[`${resources[logicalId]?.Type} ${name}`];
    if (value === undefined)
      throw new Error(`the rehearsal has no stand-in for ${name} of ${logicalId} in the template`);
    return value;
  };
  const resolve = (value: unknown): string => {
    if (typeof value !== 'object' || value === null) return String(value);
    const [[name, argument] = ['', undefined]] = Object.entries(value);
    if (name === 'Ref') return attribute(argument as string, 'Ref');
    if (name === 'Fn::GetAtt')
      return attribute((argument as string[])[0] as string, (argument as string[]).slice(1).join('.'));
    if (name === 'Fn::Join')
      return (argument as [string, unknown[]])[1].map(resolve).join((argument as [string, unknown[]])[0]);
    if (name === 'Fn::Sub' && typeof argument === 'string') return fillIn(argument);
    throw new Error(`the rehearsal cannot evaluate ${name} of the template`);
  };
  return resolve;
}
