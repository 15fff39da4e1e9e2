import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { account, addresses, hostNames } from '../addresses';
import type { Stage } from '../stage/stage';

export const instanceId = 'i-0123456789abcdef0';
const roleName = 'waffle-backend-server';

/** Credentials as an instance role has them; nobody outside the rehearsal accepts them. */
export const makeCredentials = () => ({
  accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
  secretAccessKey: randomBytes(30).toString('base64url'),
  sessionToken: randomBytes(60).toString('base64url'),
});

export type RoleCredentials = ReturnType<typeof makeCredentials>;

/** Instance metadata, version 2 only: without a session token every question is answered 401, as on our instances. */
export const startMetadata = (stage: Stage, credentials: RoleCredentials) =>
  stage.serve('metadata', { address: addresses.metadata, port: 80 }, answerMetadata(credentials));

export function answerMetadata(credentials: RoleCredentials): RequestListener {
  const sessionToken = randomBytes(24).toString('base64url');
  const documents = metadataDocuments(credentials);
  return (request, response) => {
    const url = request.url ?? '';
    if (request.method === 'PUT' && url === '/latest/api/token') {
      response.setHeader(
        'X-aws-ec2-metadata-token-ttl-seconds',
        request.headers['x-aws-ec2-metadata-token-ttl-seconds'] ?? '60',
      );
      return response.end(sessionToken);
    }
    if (request.headers['x-aws-ec2-metadata-token'] !== sessionToken) return response.writeHead(401).end();
    const document = documents[url.replace(/\/$/, '')];
    return document === undefined ? response.writeHead(404).end() : response.end(document);
  };
}

function metadataDocuments({
  accessKeyId,
  secretAccessKey,
  sessionToken,
}: RoleCredentials): Record<string, string> {
  const inAnHour = new Date(Date.now() + 6 * 3_600_000).toISOString().replace(/\.\d+Z/, 'Z');
  const credentials = {
    Code: 'Success',
    LastUpdated: new Date().toISOString(),
    Type: 'AWS-HMAC',
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    Token: sessionToken,
    Expiration: inAnHour,
  };
  const at = (name: string) => `/latest/meta-data/${name}`;
  return {
    [at('instance-id')]: instanceId,
    [at('local-ipv4')]: addresses.instance,
    [at('public-ipv4')]: addresses.instance,
    [at('placement/region')]: account.region,
    [at('placement/availability-zone')]: `${account.region}a`,
    [at('iam/security-credentials')]: roleName,
    [at(`iam/security-credentials/${roleName}`)]: JSON.stringify(credentials),
  };
}

/** What the NoCloud data source of cloud-init reads beside the user-data. */
export const cloudInitMetadata = `instance-id: ${instanceId}
local-hostname: ${hostNames.instance}
`;
