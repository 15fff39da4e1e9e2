/** What no rehearsal executes, whatever its report says: the rest of the way to AWS. */
export const unexecuted: readonly string[] = [
  'Amazon Linux 2023: its dnf, packages, kernel, SELinux and cloud-init. test/amazon-linux.test.ts runs bootstrap.sh’s steps on its names and layout, with packages from a dated list.',
  'Swap: the kernel refuses it to a container; the file and its line in /etc/fstab are there.',
  'The clock: a container has that of its machine; the service is enabled and its settings are read.',
  'Protection from being killed for memory (a negative OOMScoreAdjust=) where the machine denies it to containers; that the application and Redis go first holds everywhere.',
  'MemorySwapMax=, and systemd’s own word for an OOM kill (Result=oom-kill), on a machine with control groups of version 1; the unit’s journal names the kill there.',
  'The agent of AWS Systems Manager, snapd and AppArmor; the way through a security group.',
  'A real upgrade by unattended-upgrades or dnf: its origins are checked, and a dry run.',
  'EC2, RDS, their metadata and KMS themselves, and CloudFormation: a container, MySQL, an IMDSv2, moto and a reader of the template stand in for them.',
  'IAM: moto enforces no policy.',
  'A kernel of its own: a reboot restarts systemd, not the kernel.',
  'arm64.',
];
