import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeVolumesCommand,
  EC2Client,
  type Instance,
  type Volume,
} from '@aws-sdk/client-ec2';
import { type DBInstance, DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { requiredOutput } from '../../stack/read-stack';
import { UserError } from '../../io/errors';
import { check, type Producer } from '../producer';
import type { Scene } from '../scene';

export const machines: Producer = {
  name: 'machines',
  title: 'Server and database run',
  claim: 'One EC2 instance and one RDS instance run, each with its name as a tag.',
  commands: ['waffle status', 'aws ec2 describe-instances', 'aws rds describe-db-instances'],
  deterministic: true,
  needs: 'server',
  async produce(scene) {
    const { server, imageName } = await readServer(scene);
    const database = await readDatabase(scene);
    const volume = await readVolume(server, scene);
    const { settings } = await scene.target();
    const [serverTags, databaseTags] = [tagsOf(server.Tags), tagsOf(database.TagList)];
    const serverState = server.State?.Name ?? 'unknown';
    const databaseState = database.DBInstanceStatus ?? 'unknown';
    return {
      checks: [
        check('the instance is running', serverState === 'running', serverState),
        check('the database is available', databaseState === 'available', databaseState),
        check(
          `the instance is named ${settings.projectName}-server`,
          serverTags['Name'] === `${settings.projectName}-server`,
          serverTags['Name'] ?? 'no tag Name',
        ),
        check(
          `the database is named ${settings.projectName}-db`,
          databaseTags['Name'] === `${settings.projectName}-db`,
          databaseTags['Name'] ?? 'no tag Name',
        ),
        check(
          'the database is not public',
          database.PubliclyAccessible === false,
          database.PubliclyAccessible === false ? 'not publicly accessible' : 'PubliclyAccessible',
        ),
      ],
      parts: [
        {
          kind: 'table',
          title: 'What EC2 and RDS say',
          head: ['', 'server (EC2)', 'database (RDS)'],
          rows: [
            ['identifier', server.InstanceId ?? '', database.DBInstanceIdentifier ?? ''],
            ['state', serverState, databaseState],
            ['type or class', server.InstanceType ?? '', database.DBInstanceClass ?? ''],
            ['image or engine', imageName, `${database.Engine} ${database.EngineVersion}`],
            ['zone', server.Placement?.AvailabilityZone ?? '', database.AvailabilityZone ?? ''],
            [
              'storage',
              volume === undefined ? unknown : `${volume.Size} GiB ${volume.VolumeType ?? ''}`.trim(),
              `${database.AllocatedStorage} GiB ${database.StorageType ?? ''}`.trim(),
            ],
            ['encrypted', yesOrNo(volume?.Encrypted), yesOrNo(database.StorageEncrypted)],
          ],
        },
        {
          kind: 'table',
          title: 'Tags',
          head: ['tag', 'server', 'database'],
          rows: [...new Set([...Object.keys(serverTags), ...Object.keys(databaseTags)])]
            .sort()
            .map((key) => [key, serverTags[key] ?? '', databaseTags[key] ?? '']),
        },
      ],
    };
  },
};

const unknown = 'not known';

const yesOrNo = (value: boolean | undefined) => (value === undefined ? unknown : value ? 'yes' : 'no');

export async function readServer(scene: Scene): Promise<{ server: Instance; imageName: string }> {
  const { target, stack } = await scene.deployed();
  const ec2 = new EC2Client(target.aws);
  const options = { abortSignal: scene.signal };
  const InstanceIds = [requiredOutput(stack, 'instanceId')];
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds }), options);
  const server = Reservations[0]?.Instances?.[0];
  if (server === undefined) throw new UserError(`EC2 knows no ${InstanceIds[0]}`);
  const ImageIds = server.ImageId === undefined ? [] : [server.ImageId];
  const images = await ec2
    .send(new DescribeImagesCommand({ ImageIds }), options)
    .then(({ Images = [] }) => Images)
    .catch(() => []);
  const [image] = images;
  return { server, imageName: [server.ImageId, image?.Name].filter(Boolean).join(', ') };
}

async function readVolume({ InstanceId = '' }: Instance, scene: Scene): Promise<Volume | undefined> {
  const { target } = await scene.deployed();
  const Filters = [{ Name: 'attachment.instance-id', Values: [InstanceId] }];
  const options = { abortSignal: scene.signal };
  const { Volumes = [] } = await new EC2Client(target.aws).send(
    new DescribeVolumesCommand({ Filters }),
    options,
  );
  return Volumes[0];
}

export async function readDatabase(scene: Scene): Promise<DBInstance> {
  const { target, stack } = await scene.deployed();
  const [DBInstanceIdentifier = ''] = requiredOutput(stack, 'databaseEndpoint').split('.');
  const command = new DescribeDBInstancesCommand({ DBInstanceIdentifier });
  const { DBInstances: [database] = [] } = await new RDSClient(target.aws).send(command, {
    abortSignal: scene.signal,
  });
  if (database === undefined) throw new UserError(`RDS knows no ${DBInstanceIdentifier}`);
  return database;
}

type Tags = readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[];

/** AWS's own, which name stacks by their ARN, are left out. */
const tagsOf = (tags: Tags = []): Readonly<Record<string, string>> =>
  Object.fromEntries(
    tags
      .filter(({ Key = '' }) => !Key.startsWith('aws:'))
      .map(({ Key = '', Value = '' }) => [Key, Value] as const),
  );
