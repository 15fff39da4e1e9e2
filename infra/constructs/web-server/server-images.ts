const amazonLinux = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default';
const debian = '/aws/service/debian/release/13/latest';

/**
 * Operating systems of the server: public SSM parameters that name the newest image, and its root device. Ubuntu 24.04 is
 * not among them: it packages Node 18 (https://packages.ubuntu.com/noble/nodejs, 2026-11), and 20.19 is the least.
 */
export const serverImages = {
  al2023: {
    parameterNames: { x86_64: `${amazonLinux}-x86_64`, arm64: `${amazonLinux}-arm64` },
    rootDevice: '/dev/xvda',
  },
  debian13: {
    parameterNames: { x86_64: `${debian}/amd64`, arm64: `${debian}/arm64` },
    rootDevice: '/dev/xvda',
  },
} as const;

export type ServerImageName = keyof typeof serverImages;
