/**
 * The rehearsal's own network. It exists inside a network namespace that no packet leaves; its addresses are from
 * TEST-NET-2 (RFC 5737), which no real network uses, so that nothing on the way can be mistaken for something else.
 */
export const addresses = {
  /** Where the stand-ins listen. */
  standIns: '198.51.100.1',
  instance: '198.51.100.10',
  prefixLength: 24,
  /** Instance metadata, the same address as on EC2. */
  metadata: '169.254.169.254',
} as const;

export const ports = {
  aws: 5000,
  signals: 5001,
  packages: 3142,
  acme: 14000,
  acmeManagement: 15000,
  database: 3306,
} as const;

export const hostNames = {
  /** The domain of the API. */
  api: 'api.example.com',
  database: 'waffle-backend-db.example.com',
  acme: 'acme.example.com',
  /** As EC2 names an instance by its address. */
  instance: `ip-${addresses.instance.replaceAll('.', '-')}`,
} as const;

/** The record that a person enters at a registrar once the address is known. */
export const apiRecord = `${addresses.instance} ${hostNames.api}\n`;

/** What a name server would answer inside the rehearsal before that. */
export const hostsFile = `127.0.0.1 localhost
${addresses.standIns} ${hostNames.database} ${hostNames.acme}
${addresses.instance} ${hostNames.instance}
`;

export const awsEndpoint = `http://${addresses.standIns}:${ports.aws}`;
/** Proxy of Debian and Ubuntu, and npm's registry. */
export const packageMirror = `http://${addresses.standIns}:${ports.packages}`;
export const acmeDirectory = `https://${hostNames.acme}:${ports.acme}/dir`;
export const signalUrl = `http://${addresses.standIns}:${ports.signals}/`;

/** Not a real account: the one that AWS's own documentation uses. */
export const account = { id: '123456789012', region: 'us-east-1' } as const;
