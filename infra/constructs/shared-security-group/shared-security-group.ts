import { Tags, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { InvalidPropError } from '../props/invalid-prop-error';
import { sshAddressGuide, sshAddressProblem, sshRuleDescription, type SshAddress } from './ssh-address';

export interface SharedSecurityGroupProps {
  readonly vpc: ec2.IVpc;

  /** Name of the group, also its tag `Name`. Another name is another group, which server and database are then moved to. */
  readonly name: string;

  /**
   * The one public IPv4 address that reaches port 22, as a /32 CIDR. There is no prop for more of them: the type has no
   * wider range, and private addresses are refused too, as they never arrive at AWS.
   *
   * @default - port 22 stays closed; Session Manager opens a shell without it
   */
  readonly sshAddress?: SshAddress | undefined;
}

/**
 * The one group that server and database share: the web from everywhere, SSH from one address if at all, MySQL from
 * the members of the group only. See the README.
 * @throws InvalidPropError for an SSH address that is not one public address
 */
export class SharedSecurityGroup extends Construct {
  readonly securityGroup: ec2.SecurityGroup;

  constructor(scope: Construct, id: string, { vpc, name, sshAddress }: SharedSecurityGroupProps) {
    super(scope, id);
    refuseWideSsh(this, sshAddress);
    this.securityGroup = new ec2.SecurityGroup(this, 'Resource', {
      vpc,
      securityGroupName: name,
      // Changing the description replaces the group, and its name is taken while the old one lives: leave it as it is.
      description: 'Shared by the server and the database',
    });
    Tags.of(this.securityGroup).add('Name', name);
    this.allowIngress(sshAddress);
  }

  private allowIngress(sshAddress: SshAddress | undefined) {
    openToTheWorld.forEach((rule) => this.allowTheWorld(rule));
    if (sshAddress !== undefined) {
      this.allow('SshFromHome', { cidrIp: sshAddress, port: 22, why: sshRuleDescription });
    }
    const why = 'MySQL from this group only: the server to its database';
    this.securityGroup.addIngressRule(this.securityGroup, ec2.Port.MYSQL_AURORA, why);
  }

  private allowTheWorld({ name, port, why }: (typeof openToTheWorld)[number]) {
    Validations.of(this.allow(`${name}FromTheWorld`, { cidrIp: '0.0.0.0/0', port, why })).acknowledge({
      id: 'AwsSolutions::AwsSolutions-EC23',
      reason: `A public API: its clients are anywhere. ${why}.`,
    });
  }

  /** A resource of its own, so that what is acknowledged for one rule excuses no other. */
  private allow(id: string, { cidrIp, port, why }: { cidrIp: string; port: number; why: string }) {
    const groupId = this.securityGroup.securityGroupId;
    const range = { ipProtocol: 'tcp', fromPort: port, toPort: port };
    return new ec2.CfnSecurityGroupIngress(this, id, { groupId, cidrIp, ...range, description: why });
  }
}

const openToTheWorld = [
  { name: 'Http', port: 80, why: 'HTTP from the world: certificate checks, redirect to HTTPS' },
  { name: 'Https', port: 443, why: 'HTTPS from the world: the API' },
] as const;

/** The type knows the form; what only looks like an address, and what a cast lets through, is refused here. */
const refuseWideSsh = (construct: Construct, sshAddress: string | undefined) => {
  const reason = sshAddress === undefined ? undefined : sshAddressProblem(sshAddress);
  if (reason === undefined) return;
  throw new InvalidPropError(construct, { prop: 'sshAddress', got: sshAddress, reason, ...sshAddressGuide });
};
