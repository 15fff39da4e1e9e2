import { createHash } from 'node:crypto';
import { Duration, Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IDependable } from 'constructs';
import { Construct } from 'constructs';
import { renderUserData } from '../../user-data/render-user-data';
import { BootSignal } from './boot-signal';
import { serverImages, type ServerImageName } from './server-images';
import { createServerRole, type ServerRoleProps } from './server-role';

export interface WebServerProps extends ServerRoleProps {
  readonly vpc: ec2.IVpc;

  /** Of the Elastic IP that leads to the server, as PublicEndpoint makes it. */
  readonly allocationId: string;

  /** Public subnet that gives no address of its own. */
  readonly subnet: ec2.ISubnet;
  readonly securityGroup: ec2.ISecurityGroup;

  /** Tag `Name`. */
  readonly name: string;

  /** EC2 instance type; its architecture selects the image. */
  readonly instanceType: string;

  /** Operating system; the newest image at the launch, never changed under a running server. */
  readonly image: ServerImageName;

  /**
   * Raised, the server is replaced by a new one.
   *
   * @default 1
   */
  readonly generation?: number;

  /**
   * Existing key pair to log in with.
   *
   * @default - none
   */
  readonly keyName?: string | undefined;

  /**
   * Size of the root disk: the image needs 8, swap 2; what is left holds packages, five releases and logs.
   *
   * @default 12
   */
  readonly rootVolumeGiB?: number;

  /**
   * How long a new server may take until the API answers.
   *
   * @default Duration.minutes(20)
   */
  readonly bootTimeout?: Duration;
}

const defaultRootVolumeGiB = 12;

/** One EC2 instance behind a given Elastic IP; the stack is complete only when what it serves has answered. */
export class WebServer extends Construct {
  readonly instanceId: string;
  /** Where the instance reports how its boot went. */
  readonly bootSignalUrl: string;
  /** Depend on it to come after the server's first answer. */
  readonly answered: IDependable;
  private readonly instance: ec2.Instance;

  constructor(scope: Construct, id: string, props: WebServerProps) {
    super(scope, id);
    const serverKey = serverKeyOf(props);
    this.instance = this.createInstance(serverKey, props);
    this.instanceId = this.instance.instanceId;

    const association = new ec2.CfnEIPAssociation(this, 'AddressAssociation', {
      allocationId: props.allocationId,
      instanceId: this.instanceId,
    });
    // An address needs an attached gateway to lead through, and at the end one that is still attached to be taken away.
    association.node.addDependency(props.subnet.internetConnectivityEstablished);

    const signal = new BootSignal(this, 'Boot', {
      serverKey,
      timeout: props.bootTimeout ?? Duration.minutes(20),
    });
    signal.waitAfter(this.instance, association);
    this.bootSignalUrl = signal.url;
    this.answered = signal;
  }

  /** The instance is launched once these exist: the settings it reads at its first boot. */
  launchAfter(...dependencies: IDependable[]) {
    this.instance.node.addDependency(...dependencies);
  }

  private createInstance(serverKey: string, props: WebServerProps): ec2.Instance {
    const instance = new ec2.Instance(this, `Instance${serverKey}`, {
      vpc: props.vpc,
      vpcSubnets: { subnets: [props.subnet] },
      securityGroup: props.securityGroup,
      role: createServerRole(this, 'Role', props),
      ...machineOf(props),
      ...(props.keyName === undefined
        ? {}
        : { keyPair: ec2.KeyPair.fromKeyPairName(this, 'KeyPair', props.keyName) }),
      blockDevices: [rootDisk(props)],
      userData: ec2.UserData.custom(renderUserData(props.parameterPrefix)),
      // A new script is for new servers; a running one has long executed it.
      userDataCausesReplacement: false,
      httpTokens: ec2.HttpTokens.REQUIRED,
      httpPutResponseHopLimit: 1,
      propagateTagsToVolumeOnCreation: true,
    });
    Tags.of(instance).add('Name', props.name);
    this.takeImageFromTemplate(instance, serverKey, props);
    return instance;
  }

  /**
   * CloudFormation documents `resolve:ssm:` for launch templates only. This one holds nothing else and never gets a
   * second version: a new image comes with a new key, hence a new template.
   */
  private takeImageFromTemplate(instance: ec2.Instance, serverKey: string, props: WebServerProps) {
    const template = new ec2.CfnLaunchTemplate(this, `Image${serverKey}`, {
      launchTemplateData: { imageId: `resolve:ssm:${imageParameterName(props)}` },
    });
    const { instance: resource } = instance;
    resource.launchTemplate = { launchTemplateId: template.ref, version: '1' };
    resource.addPropertyDeletionOverride('ImageId');
  }
}

const machineOf = (props: WebServerProps) => {
  const instanceType = new ec2.InstanceType(props.instanceType);
  return {
    instanceType,
    machineImage: ec2.MachineImage.resolveSsmParameterAtLaunch(imageParameterName(props)),
    // T3 and later are launched `unlimited`, which bills surplus CPU. Other families know no credits.
    ...(instanceType.isBurstable() ? { creditSpecification: ec2.CpuCredits.STANDARD } : {}),
  };
};

const imageParameterName = ({ image, instanceType }: WebServerProps) =>
  serverImages[image].parameterNames[new ec2.InstanceType(instanceType).architecture];

const rootDisk = ({ image, rootVolumeGiB }: WebServerProps): ec2.BlockDevice => ({
  deviceName: serverImages[image].rootDevice,
  volume: ec2.BlockDeviceVolume.ebs(rootVolumeGiB ?? defaultRootVolumeGiB, {
    volumeType: ec2.EbsDeviceVolumeType.GP3,
    encrypted: true,
    deleteOnTermination: true,
  }),
});

/**
 * Part of the logical ids of the instance and of its boot signal: whatever makes EC2 launch another server is in it, so
 * that exactly a new server is waited for. See docs/decisions/creation-signal.md.
 */
const serverKeyOf = (props: WebServerProps): string => {
  const inputs = [
    imageParameterName(props),
    props.generation ?? 1,
    props.keyName ?? null,
    props.rootVolumeGiB ?? defaultRootVolumeGiB,
    props.subnet.node.path,
  ];
  return createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 8);
};
