import type { ServerImageName } from '../../infra/constructs/web-server/server-images';

/** Who logs in, by the image: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/managing-users.html, 2026-11. */
const loginUsers: Readonly<Record<ServerImageName, string>> = {
  al2023: 'ec2-user',
  debian13: 'admin',
  ubuntu2404: 'ubuntu',
};

export interface SshForward {
  readonly instanceId: string;
  readonly address: string;
  readonly image: ServerImageName;
  /** As the instance resolves it. */
  readonly host: string;
  readonly port: number;
  readonly localPort: number;
  /** Private key. @default - the agent's and ssh's own */
  readonly identityFile?: string | undefined;
  /** Keeps the keys of instances by their ids: an address is somebody else's once it is given back. */
  readonly knownHostsFile: string;
}

/** Nobody can be asked for a passphrase: that is the agent's. */
export const sshForwardArgv = (forward: SshForward): readonly string[] => [
  'ssh',
  '-N',
  ...options({
    BatchMode: 'yes',
    ConnectTimeout: '10',
    ExitOnForwardFailure: 'yes',
    ServerAliveInterval: '15',
    StrictHostKeyChecking: 'accept-new',
    HostKeyAlias: forward.instanceId,
    UserKnownHostsFile: `"${forward.knownHostsFile}"`,
  }),
  ...(forward.identityFile === undefined ? [] : ['-i', forward.identityFile]),
  '-L',
  `127.0.0.1:${forward.localPort}:${forward.host}:${forward.port}`,
  `${loginUsers[forward.image]}@${forward.address}`,
];

const options = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
