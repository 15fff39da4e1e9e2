import { z } from 'zod';
import {
  sshAddressGuide,
  sshAddressProblem,
  type SshAddress,
} from '../../constructs/shared-security-group/ssh-address';
import { textWithout } from './checks';
import { rule } from './rule';

export const accessSettings = {
  sshAddress: rule({
    group: 'access',
    schema: textWithout<SshAddress>(sshAddressProblem).optional(),
    meaning: 'The only address that reaches port 22; empty, the port stays closed',
    ...sshAddressGuide,
    only: 'one-server',
  }),
  sshKeyName: rule({
    group: 'access',
    schema: z
      .string()
      .regex(/^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/, 'it is not the name of a key pair')
      .optional(),
    meaning: 'Existing EC2 key pair to log in with; empty, none',
    allowed: 'the name of an EC2 key pair of the account and region, up to 255 ASCII characters, or empty',
    change: '-c sshKeyName=my-key; aws ec2 describe-key-pairs lists yours',
    only: 'one-server',
  }),
} as const;
