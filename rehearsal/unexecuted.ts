/** What no rehearsal executes, each with what stands in for it or why nothing can. */
export const unexecuted: readonly string[] = [
  'EC2, RDS and their metadata themselves: a container, a MySQL server and an IMDSv2 of ours stand in for them',
  'IAM and the security group: moto and the network of the rehearsal enforce neither',
  'KMS: moto keeps the password of the database without a key',
  'CloudFormation: the synthesized template is read, and its wait condition answered, by the rehearsal',
  'Amazon Linux: `dnf`, its names of packages and units, the command that adds a trust anchor',
  'arm64: what runs is of this machine’s own kind',
  'swap: the kernel refuses `swapon` in a container; the boot says so and goes on',
  'AppArmor and snapd of Ubuntu, and with it the SSM agent there',
  'a kernel of its own: a reboot restarts systemd, not the kernel',
];
