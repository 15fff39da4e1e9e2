import { list, type Properties, type Resources, textOf } from './template';

export interface IngressRule {
  readonly port: string;
  /** `anyone`, `members of the group`, whichever group it is, or a CIDR. */
  readonly from: string;
  readonly description: string;
}

/** Those of all groups, by their first port. */
export const readRules = (all: Resources): readonly IngressRule[] => {
  const groups = all.every('AWS::EC2::SecurityGroup');
  const inGroups = groups.flatMap((group) => list(group['SecurityGroupIngress']));
  const rules = [...inGroups, ...all.every('AWS::EC2::SecurityGroupIngress')];
  return rules
    .map((rule) => ({
      port: portsOf(rule),
      from: sourceOf(rule),
      description: textOf(rule['Description']),
    }))
    .sort((one, other) => Number.parseInt(one.port, 10) - Number.parseInt(other.port, 10));
};

const portsOf = ({ FromPort, ToPort }: Properties) =>
  FromPort === ToPort ? textOf(FromPort) : `${textOf(FromPort)}–${textOf(ToPort)}`;

const sourceOf = ({ CidrIp, SourceSecurityGroupId }: Properties): string => {
  if (SourceSecurityGroupId !== undefined) return 'members of the group';
  return CidrIp === '0.0.0.0/0' ? 'anyone' : textOf(CidrIp);
};
