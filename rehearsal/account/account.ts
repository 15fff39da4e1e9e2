import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { defaultProjectName, parameterName, parameters } from '../../contract';
import { AwsStandIn } from './aws-stand-in';
import { MotoServer } from './moto-server';

type ParameterKey = keyof typeof parameters;

/** Two rehearsals differ in what time changes, and not in the ids of what they make. */
const seed = 42;

/** An account without AWS: moto and what stands before it. */
export class Account {
  private constructor(
    private readonly moto: MotoServer,
    readonly standIn: AwsStandIn,
  ) {}

  static async open(serverAddress: string, signal: AbortSignal): Promise<Account> {
    const moto = new MotoServer();
    try {
      await moto.start(signal);
      await moto.order({
        publicAddress: serverAddress,
        held: ['AWS::CloudFormation::WaitCondition'],
        delayMs: 50,
        seed,
      });
      return new Account(moto, await AwsStandIn.start(moto));
    } catch (error) {
      await moto.remove();
      throw error;
    }
  }

  /** Whether a deploy has come to the server. */
  async hasInstance(): Promise<boolean> {
    const { Reservations = [] } = await this.client(EC2Client).send(new DescribeInstancesCommand({}));
    return Reservations.length > 0;
  }

  /** The wait condition of the stack is met. */
  releaseBoot = () => this.moto.order({ held: [] });

  async read(key: ParameterKey): Promise<string> {
    const Name = parameterName(defaultProjectName, parameters[key]);
    const command = new GetParameterCommand({ Name, WithDecryption: true });
    return (await this.client(SSMClient).send(command)).Parameter?.Value ?? '';
  }

  async write(key: ParameterKey, Value: string): Promise<void> {
    const Name = parameterName(defaultProjectName, parameters[key]);
    await this.client(SSMClient).send(new PutParameterCommand({ Name, Value, Overwrite: true }));
  }

  async putObject(Bucket: string, Key: string, Body: Buffer): Promise<void> {
    const s3 = new S3Client({ ...this.moto.clientOptions, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  }

  /** For a command line, but for where AWS is. */
  get variables(): Readonly<Record<string, string>> {
    return this.moto.variables;
  }

  async close(): Promise<void> {
    await this.standIn.stop();
    await this.moto.remove();
  }

  private client<T>(Client: new (options: MotoServer['clientOptions']) => T): T {
    return new Client(this.moto.clientOptions);
  }
}
