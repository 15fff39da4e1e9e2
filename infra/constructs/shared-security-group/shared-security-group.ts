import { Tags, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { SettingsError } from '../../config/settings-error';
import { sshAddressGuide, sshAddressProblem } from './ssh-address';

export interface SharedSecurityGroupProps {
  readonly vpc: ec2.IVpc;

  /** Name of the group, also its tag `Name`. */
  readonly name: string;

  /**
   * The one address that reaches port 22, as a /32 CIDR.
   *
   * @default - port 22 stays closed
   */
  readonly sshAddress?: string | undefined;
}

/**
 * The one group that server and database share: the web from everywhere, SSH from one address if at all, MySQL from
 * the members of the group only.
 */
export class SharedSecurityGroup extends Construct {
  readonly securityGroup: ec2.SecurityGroup;

  constructor(scope: Construct, id: string, { vpc, name, sshAddress }: SharedSecurityGroupProps) {
    super(scope, id);
    refuseWideSsh(sshAddress);
    this.securityGroup = new ec2.SecurityGroup(this, 'Resource', {
      vpc,
      securityGroupName: name,
      // Changing the description replaces the group, and its name is taken while the old one lives: leave it as it is.
      description: 'Shared by the server and the database',
    });
    Tags.of(this.securityGroup).add('Name', name);
    this.allowIngress(sshAddress);
  }

  private allowIngress(sshAddress: string | undefined) {
    if (sshAddress !== undefined) {
      const description = 'SSH from the home address of the developer only (setting sshAddress)';
      this.allow('SshFromHome', sshAddress, 22, description);
    }
    this.allowTheWorld('Http', 80, 'HTTP from the world: certificate checks, redirect to HTTPS');
    this.allowTheWorld('Https', 443, 'HTTPS from the world: the API');
    this.securityGroup.addIngressRule(
      this.securityGroup,
      ec2.Port.MYSQL_AURORA,
      'MySQL from this group only: the server to its database',
    );
  }

  private allowTheWorld(name: string, port: number, description: string) {
    const rule = this.allow(`${name}FromTheWorld`, '0.0.0.0/0', port, description);
    Validations.of(rule).acknowledge({
      id: 'AwsSolutions::AwsSolutions-EC23',
      reason: `A public API: its clients are anywhere. ${description}.`,
    });
  }

  /** A resource of its own, so that what is acknowledged for one rule excuses no other. */
  private allow(id: string, cidrIp: string, port: number, description: string) {
    return new ec2.CfnSecurityGroupIngress(this, id, {
      groupId: this.securityGroup.securityGroupId,
      ipProtocol: 'tcp',
      fromPort: port,
      toPort: port,
      cidrIp,
      description,
    });
  }
}

const refuseWideSsh = (sshAddress: string | undefined) => {
  const reason = sshAddress === undefined ? undefined : sshAddressProblem(sshAddress);
  if (reason === undefined) return;
  throw new SettingsError([{ setting: 'sshAddress', got: sshAddress, reason, ...sshAddressGuide }]);
};
