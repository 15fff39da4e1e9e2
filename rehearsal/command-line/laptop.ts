import path from 'node:path';
import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { defaultProjectName, httpPaths, stackOutputs } from '../../contract';
import { run, type RunResult } from '../../bin/io/run';
import { UserError } from '../../bin/io/errors';
import { account, hostNames } from '../addresses';

const rootDirectory = path.join(__dirname, '../..');
const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' };
const deployedImage = 'ami-12c6146b';

export interface WaffleOptions {
  readonly signal: AbortSignal;
  readonly onLine?: (line: string) => void;
}

/** Somebody's machine with the project on it, who types `waffle`. */
export class Laptop {
  constructor(private readonly endpoint: string) {}

  /** What `waffle up` would have left in the account besides what the rehearsal has put there already. */
  async deployStack(): Promise<void> {
    const options = { endpoint: this.endpoint, region: account.region, credentials };
    const machine = { ImageId: deployedImage, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 } as const;
    const { Instances } = await new EC2Client(options).send(new RunInstancesCommand(machine));
    const outputs = {
      [stackOutputs.instanceId]: Instances?.[0]?.InstanceId ?? '',
      [stackOutputs.apiUrl]: `https://${hostNames.api}${httpPaths.api}`,
    };
    const template = {
      Resources: { Nothing: { Type: 'AWS::CloudFormation::WaitConditionHandle' } },
      Outputs: Object.fromEntries(Object.entries(outputs).map(([name, Value]) => [name, { Value }])),
    };
    const stack = { StackName: defaultProjectName, TemplateBody: JSON.stringify(template) };
    await new CloudFormationClient(options).send(new CreateStackCommand(stack));
  }

  /** The real command line, whatever it ends with. */
  tryWaffle([verb = '', ...words]: readonly string[], { signal, onLine }: WaffleOptions): Promise<RunResult> {
    const loader = path.join(rootDirectory, 'node_modules/tsx/dist/cjs/index.cjs');
    const main = ['--require', loader, path.join(rootDirectory, 'bin/main.ts')];
    // Behind the words it would be one of those that `exec` passes on.
    return run([process.execPath, ...main, verb, '-c', 'settingsFile=none', ...words], {
      cwd: rootDirectory,
      env: this.variables,
      signal,
      allowFailure: true,
      timeoutMs: 120_000,
      ...(onLine && { onLine }),
    });
  }

  /** @returns what it printed as JSON @throws UserError when it ended with another code */
  async waffle<T>(words: readonly string[], signal: AbortSignal, expected = 0): Promise<T> {
    const { code, stdout, stderr } = await this.tryWaffle([...words, '--json'], { signal });
    if (code === expected) return JSON.parse(stdout) as T;
    throw new UserError(`waffle ${words.join(' ')} ended with ${code}, not with ${expected}:\n${stderr}`);
  }

  private get variables() {
    return {
      TSX_TSCONFIG_PATH: path.join(rootDirectory, 'tsconfig.json'),
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_REGION: account.region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_PROFILE: undefined,
    };
  }
}
