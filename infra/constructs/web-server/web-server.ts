import { createHash } from 'node:crypto';
import { Duration, Tags, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IDependable } from 'constructs';
import { Construct } from 'constructs';
import { recordOptOut, type OptOut } from '../props/opt-out';
import { renderUserData } from '../../user-data/render-user-data';
import { BootSignal } from './boot-signal';
import { serverImages, type ServerImageName } from './server-images';
import { createServerRole, type ServerRoleProps } from './server-role';

export interface WebServerProps extends ServerRoleProps {
  readonly vpc: ec2.IVpc;

  /** Of the Elastic IP that leads to the server, as PublicEndpoint makes it. */
  readonly allocationId: string;

  /** Public subnet, of the database's zone, that gives no address of its own: a second public IPv4 costs as much as the first. */
  readonly subnet: ec2.ISubnet;

  readonly securityGroup: ec2.ISecurityGroup;

  /** Tag `Name`. */
  readonly name: string;

  /** EC2 instance type; its architecture selects the image. Which are free of charge, and where, differs by account and region. */
  readonly instanceType: string;

  /**
   * Operating system; the newest image at the launch, never changed under a running server.
   *
   * @default 'al2023' - Amazon Linux 2023, standard support until 2027-06-30 (https://endoflife.date/amazon-linux, 2026-08)
   */
  readonly image?: ServerImageName;

  /**
   * Raised, the server is replaced by a new one.
   *
   * @default 1
   */
  readonly generation?: number;

  /**
   * Existing key pair to log in with.
   *
   * @default - none: Session Manager opens a shell without one
   */
  readonly keyName?: string | undefined;

  /**
   * Size of the root disk in GiB: the image needs 8, swap 2; what is left holds packages, five releases and logs. Another size is
   * another server. 0.08 USD a GiB and month in us-east-1.
   *
   * @default 12
   */
  readonly rootVolumeGiB?: number;

  /**
   * How long a new server may take until the API answers, at most 12 hours.
   *
   * @default Duration.minutes(20)
   */
  readonly bootTimeout?: Duration;

  /**
   * EC2 refuses to terminate the instance until a deploy turns this off. Turn it off also before the server is replaced:
   * CloudFormation could not remove the old one, which then runs on and is billed.
   *
   * @default false
   */
  readonly terminationProtection?: boolean;

  /**
   * T3 and later may use more CPU than they earn credits for, and surplus is billed: 0.05 USD a vCPU and hour
   * (https://aws.amazon.com/ec2/pricing/on-demand/, 2026).
   *
   * @default - standard credits: without credits it becomes slow, not expensive
   */
  readonly unlimitedCpuCredits?: OptOut;

  /**
   * Metrics every minute instead of every five. CloudWatch bills them.
   *
   * @default - every five minutes, free
   */
  readonly detailedMonitoring?: OptOut;
}

/** What a caller gets who does not choose. */
const defaults = {
  image: 'al2023',
  generation: 1,
  rootVolumeGiB: 12,
  terminationProtection: false,
} as const satisfies Partial<WebServerProps>;

const defaultBootTimeout = Duration.minutes(20);

type Choices = WebServerProps & Required<Pick<WebServerProps, keyof typeof defaults>>;

/**
 * One EC2 instance behind a given Elastic IP; the stack is complete only when what it serves has answered. See the README.
 * @throws InvalidPropError for an opt-out without a reason
 */
export class WebServer extends Construct {
  readonly instanceId: string;
  /** Where the instance reports how its boot went. */
  readonly bootSignalUrl: string;
  /** Depend on it to come after the server's first answer. */
  readonly answered: IDependable;
  readonly instance: ec2.Instance;

  constructor(scope: Construct, id: string, props: WebServerProps) {
    super(scope, id);
    const choices = { ...defaults, ...props };
    const serverKey = serverKeyOf(choices);
    this.instance = this.createInstance(serverKey, choices);
    this.instanceId = this.instance.instanceId;
    this.recordOptOuts(props);

    const association = new ec2.CfnEIPAssociation(this, 'AddressAssociation', {
      allocationId: props.allocationId,
      instanceId: this.instanceId,
    });
    // An address needs an attached gateway to lead through, and at the end one that is still attached to be taken away.
    association.node.addDependency(props.subnet.internetConnectivityEstablished);

    const signal = new BootSignal(this, 'Boot', {
      serverKey,
      timeout: props.bootTimeout ?? defaultBootTimeout,
    });
    signal.waitAfter(this.instance, association);
    this.bootSignalUrl = signal.url;
    this.answered = signal;
  }

  /** The instance is launched once these exist: the settings it reads at its first boot. */
  launchAfter(...dependencies: IDependable[]) {
    this.instance.node.addDependency(...dependencies);
  }

  private createInstance(serverKey: string, choices: Choices): ec2.Instance {
    const instance = new ec2.Instance(this, `Instance${serverKey}`, {
      role: createServerRole(this, 'Role', choices),
      userData: ec2.UserData.custom(renderUserData(choices.parameterPrefix)),
      ...chosenBy(choices),
      ...(choices.keyName === undefined
        ? {}
        : { keyPair: ec2.KeyPair.fromKeyPairName(this, 'KeyPair', choices.keyName) }),
      ...invariants,
    });
    Tags.of(instance).add('Name', choices.name);
    Validations.of(instance).acknowledge(...onPurpose(choices));
    this.takeImageFromTemplate(instance, serverKey, choices);
    return instance;
  }

  private recordOptOuts({ unlimitedCpuCredits, detailedMonitoring }: WebServerProps) {
    const rules = ['FreeTier::FreeTier-UnlimitedCpu'];
    recordOptOut(this.instance, { prop: 'unlimitedCpuCredits', optOut: unlimitedCpuCredits, rules });
    const monitoring = ['FreeTier::FreeTier-DetailedMonitoring'];
    recordOptOut(this.instance, {
      prop: 'detailedMonitoring',
      optOut: detailedMonitoring,
      rules: monitoring,
    });
  }

  /**
   * CloudFormation documents `resolve:ssm:` for launch templates only. This one holds nothing else and never gets a
   * second version: a new image comes with a new key, hence a new template.
   */
  private takeImageFromTemplate(instance: ec2.Instance, serverKey: string, choices: Choices) {
    const template = new ec2.CfnLaunchTemplate(this, `Image${serverKey}`, {
      launchTemplateData: { imageId: `resolve:ssm:${imageParameterName(choices)}` },
    });
    const { instance: resource } = instance;
    resource.launchTemplate = { launchTemplateId: template.ref, version: '1' };
    resource.addPropertyDeletionOverride('ImageId');
  }
}

const chosenBy = (choices: Choices) => ({
  vpc: choices.vpc,
  vpcSubnets: { subnets: [choices.subnet] },
  securityGroup: choices.securityGroup,
  ...machineOf(choices),
  blockDevices: [rootDisk(choices)],
  disableApiTermination: choices.terminationProtection,
  ...(choices.detailedMonitoring === undefined ? {} : { detailedMonitoring: true }),
});

/** What no prop changes. */
const invariants = {
  // A new script is for new servers; a running one has long executed it.
  userDataCausesReplacement: false,
  // IMDSv2 only: the metadata, and with it the credentials of the role, are not handed to a forged request.
  httpTokens: ec2.HttpTokens.REQUIRED,
  httpPutResponseHopLimit: 1,
  propagateTagsToVolumeOnCreation: true,
} as const;

/** What cdk-nag asks for and is not done. */
const onPurpose = ({ detailedMonitoring, terminationProtection }: Choices) => [
  ...(detailedMonitoring === undefined ? [withoutMonitoring] : []),
  ...(terminationProtection ? [] : [withoutProtection]),
];

const withoutMonitoring = {
  id: 'AwsSolutions::AwsSolutions-EC28',
  reason:
    'Detailed monitoring is seven metrics at 0.30 USD, 2.10 USD a month for each instance beyond the ten metrics that ' +
    'CloudWatch gives. Nothing here reacts within a minute; the five-minute metrics are free.',
};

const withoutProtection = {
  id: 'AwsSolutions::AwsSolutions-EC29',
  reason:
    'One command ends the project and its bill: a forgotten server costs 12.20 USD a month. Whoever wants protection sets ' +
    'terminationProtection; the server keeps nothing that a new one does not fetch.',
};

const machineOf = (choices: Choices) => {
  const instanceType = new ec2.InstanceType(choices.instanceType);
  const credits =
    choices.unlimitedCpuCredits === undefined ? ec2.CpuCredits.STANDARD : ec2.CpuCredits.UNLIMITED;
  return {
    instanceType,
    machineImage: ec2.MachineImage.resolveSsmParameterAtLaunch(imageParameterName(choices)),
    // T3 and later are launched `unlimited` unless told otherwise. Other families know no credits.
    ...(instanceType.isBurstable() ? { creditSpecification: credits } : {}),
  };
};

const imageParameterName = ({ image, instanceType }: Choices) =>
  serverImages[image].parameterNames[new ec2.InstanceType(instanceType).architecture];

const rootDisk = ({ image, rootVolumeGiB }: Choices): ec2.BlockDevice => ({
  deviceName: serverImages[image].rootDevice,
  volume: ec2.BlockDeviceVolume.ebs(rootVolumeGiB, {
    volumeType: ec2.EbsDeviceVolumeType.GP3,
    encrypted: true,
    deleteOnTermination: true,
  }),
});

/**
 * Part of the logical ids of the instance and of its boot signal: whatever makes EC2 launch another server is in it, so
 * that exactly a new server is waited for. See docs/decisions/creation-signal.md.
 */
const serverKeyOf = (choices: Choices): string => {
  const inputs = [
    imageParameterName(choices),
    choices.generation,
    choices.keyName ?? null,
    choices.rootVolumeGiB,
    choices.subnet.node.path,
  ];
  return createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 8);
};
