/**
 * Names of the SSM parameters, relative to the project's prefix (`/waffle-backend` by default). The stacks write
 * them, `deployment/bootstrap.sh` reads them; an absent optional one means the default given here.
 */
export const parameters = {
  /** `s3://bucket/key` of the release archive that a new instance starts with: the stack's, then whatever is put into service. */
  releaseUrl: 'release/url',
  databaseHost: 'database/host',
  databasePort: 'database/port',
  databaseName: 'database/name',
  databaseUser: 'database/user',
  /** SecureString, made on the laptop before the first deploy; CloudFormation cannot make one. */
  databasePassword: 'database/password',
  /** SecureString, made like it: what the access and refresh tokens are signed with, at least 32 bytes. */
  jwtSecret: 'auth/jwt-secret',
  /** Where the trust anchors of the database's certificate are: `https://…` or `s3://…`, PEM. */
  databaseCaUrl: 'database/ca-url',
  /** Comma-separated host names that the application answers to. */
  allowedHosts: 'http/allowed-hosts',
  /** Optional: S3 bucket of uploaded pictures; absent, they are on the server's disk. */
  mediaBucket: 'media/bucket',
  /** Optional: the domain to obtain a certificate for; absent, Nginx keeps its self-signed one. */
  domain: 'https/domain',
  /** Optional: where the certificate authority writes to. */
  certificateEmail: 'https/certificate-email',
  /** ACME directory; Let's Encrypt by default. */
  acmeServer: 'https/acme-server',
  /** Optional: trust anchor of the ACME server itself (`https://…` or `s3://…`, PEM), for a private one. */
  acmeCaUrl: 'https/acme-ca-url',
  /** Pre-signed URL that tells CloudFormation how the boot went. */
  bootSignalUrl: 'boot/signal-url',
} as const;

/** Of the topology scale-out only: no server reads it. */
export const scaleOutParameters = {
  /** SecureString, made like the password of the database: what the cache wants to hear. */
  cachePassword: 'cache/password',
} as const;

/**
 * Below it the instance keeps, encrypted, what certbot needs, for the one that replaces it: no setting, and the only
 * parameters that the instance may write. See docs/decisions/certificate-across-replacements.md.
 */
export const keptCertificate = 'certificate';

/** `/waffle-backend` for the project `waffle-backend`. */
export const parameterPrefix = (projectName: string) => `/${projectName}`;

/** Full name of a parameter: `parameterName('waffle-backend', parameters.releaseUrl)`. */
export const parameterName = (projectName: string, parameter: string) =>
  `${parameterPrefix(projectName)}/${parameter}`;
