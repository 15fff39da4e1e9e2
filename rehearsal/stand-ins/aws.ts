import { Agent } from 'node:http';
import { connect } from 'node:net';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { account, addresses, awsEndpoint, ports } from '../addresses';
import type { Stage } from '../stage/stage';
import type { RoleCredentials } from './metadata';

/** S3 and SSM as moto emulates them, with what a deploy needs of both. */
export interface AwsStandIn {
  putObject(bucket: string, key: string, body: Buffer): Promise<void>;
  putParameter(name: string, value: string, type: 'String' | 'SecureString'): Promise<void>;
}

export async function startAws(
  stage: Stage,
  image: string,
  credentials: RoleCredentials,
): Promise<AwsStandIn> {
  const root = await stage.mountImage(image, 'aws');
  const argv = ['chroot', root, 'moto_server', '--host', addresses.standIns, '--port', String(ports.aws)];
  const socket = await stage.exposeInside('aws', addresses.standIns, ports.aws);
  const options = clientOptions(socket, credentials);
  const [s3, ssm] = [new S3Client({ ...options, forcePathStyle: true }), new SSMClient(options)];
  await stage.startService('moto', argv, { ready: () => ssm.send(new DescribeParametersCommand({})) });

  const buckets = new Set<string>();
  return {
    async putObject(Bucket, Key, Body) {
      if (!buckets.has(Bucket)) await s3.send(new CreateBucketCommand({ Bucket }));
      buckets.add(Bucket);
      await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    },
    async putParameter(Name, Value, Type) {
      await ssm.send(new PutParameterCommand({ Name, Value, Type, Overwrite: true }));
    },
  };
}

/** The SDK with its real requests, which a unix socket carries into the stage. */
const clientOptions = (socket: string, credentials: RoleCredentials) => ({
  endpoint: awsEndpoint,
  region: account.region,
  credentials,
  maxAttempts: 1,
  requestHandler: { httpAgent: new SocketAgent(socket) },
});

class SocketAgent extends Agent {
  constructor(private readonly socket: string) {
    super();
  }

  override createConnection() {
    return connect(this.socket);
  }
}
