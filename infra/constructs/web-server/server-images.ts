const amazonLinux = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default';
const debian = '/aws/service/debian/release/13/latest';
const ubuntu = '/aws/service/canonical/ubuntu/server/24.04/stable/current';

/** Operating systems of the server: public SSM parameters that name the newest image, its root device, and who logs in over SSH. */
export const serverImages = {
  al2023: {
    parameterNames: { x86_64: `${amazonLinux}-x86_64`, arm64: `${amazonLinux}-arm64` },
    rootDevice: '/dev/xvda',
    user: 'ec2-user',
  },
  debian13: {
    parameterNames: { x86_64: `${debian}/amd64`, arm64: `${debian}/arm64` },
    rootDevice: '/dev/xvda',
    user: 'admin',
  },
  ubuntu2404: {
    parameterNames: {
      x86_64: `${ubuntu}/amd64/hvm/ebs-gp3/ami-id`,
      arm64: `${ubuntu}/arm64/hvm/ebs-gp3/ami-id`,
    },
    rootDevice: '/dev/sda1',
    user: 'ubuntu',
  },
} as const;

export type ServerImageName = keyof typeof serverImages;
