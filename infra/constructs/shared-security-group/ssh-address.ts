import { isIPv4 } from 'node:net';

/** One IPv4 address: of a wider range, `0.0.0.0/0` among them, the type is no value. */
export type SshAddress = `${number}.${number}.${number}.${number}/32`;

/** Of the rule for port 22: by it the rule is known as ours, whatever its address. */
export const sshRuleDescription = 'SSH from the home address of the developer only (setting sshAddress)';

export const sshAddressGuide = {
  allowed: 'one public IPv4 address followed by /32, such as 203.0.113.7/32, or empty for no SSH rule',
  change:
    '-c sshAddress="$(curl -4s https://checkip.amazonaws.com)/32"; empty, port 22 stays closed and Session Manager opens a shell',
} as const;

/**
 * Why a value may not be the one address that reaches port 22, or `undefined` when it may.
 * Both the settings and the security group ask here, so that neither way in is laxer than the other.
 */
export const sshAddressProblem = (value: string): string | undefined => {
  const [address = '', prefixText = '', ...rest] = value.split('/');
  const prefix = /^\d{1,2}$/.test(prefixText) ? Number(prefixText) : Number.NaN;
  if (!isIPv4(address) || rest.length > 0 || !(prefix <= 32)) {
    return 'it is not an IPv4 address with its prefix length';
  }
  if (prefix === 0) return 'it would open SSH to the whole internet';
  if (prefix < 32) return `it would open SSH to ${2 ** (32 - prefix)} addresses`;
  if (isUnroutable(address)) return 'it is an address that never arrives over the internet';
  return undefined;
};

/** Loopback, link-local, private (RFC 1918) and carrier-grade addresses: what a router shows on its inside. */
const isUnroutable = (address: string): boolean => {
  const [first = 0, second = 0] = address.split('.').map(Number);
  if ([0, 10, 127].includes(first) || first >= 224) return true;
  if (first === 100) return second >= 64 && second <= 127;
  if (first === 169) return second === 254;
  if (first === 172) return second >= 16 && second <= 31;
  return first === 192 && second === 168;
};
