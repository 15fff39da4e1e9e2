import { z } from 'zod';
import {
  hostedZoneGuide,
  hostedZoneIdProblem,
  type HostedZoneId,
} from '../../constructs/public-endpoint/hosted-zone';
import { letsEncrypt } from '../../constructs/public-endpoint/public-endpoint';
import { textWithout, wholeNumber, urlOf } from './checks';
import { rule } from './rule';

const hostNamePattern =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

export const httpsSettings = {
  domain: rule({
    group: 'https',
    schema: z
      .string()
      .regex(hostNamePattern, 'it is not a host name')
      .regex(/^(?!.*\.amazonaws\.com$)/, 'certificate authorities refuse names under amazonaws.com')
      .optional(),
    meaning: 'Host name to obtain a certificate for; empty, the certificate is self-signed',
    allowed: 'a lower-case host name without scheme, port and path, such as api.example.com, or empty',
    change: '-c domain=api.example.com',
  }),
  hostedZoneId: rule({
    group: 'https',
    schema: textWithout<HostedZoneId>(hostedZoneIdProblem).optional(),
    meaning:
      'Route 53 zone that the A record of the domain is made in; empty, the output DnsRecord says what to enter at your registrar',
    ...hostedZoneGuide,
    needs: 'domain',
  }),
  domainWeight: rule({
    group: 'https',
    schema: wholeNumber(0, 255).default(100),
    meaning:
      'Weight of the A record of the domain beside that of another project of the same domain: 0 leaves all to that one, as while an API moves (docs/moving.md)',
    allowed: 'a whole number from 0 to 255',
    change: '-c domainWeight=0',
    needs: 'hostedZoneId',
  }),
  certificateEmail: rule({
    group: 'https',
    schema: z.email('it is not an e-mail address').optional(),
    meaning: 'Where the certificate authority writes to; empty, nowhere',
    allowed: 'an e-mail address, or empty',
    change: '-c certificateEmail=you@example.com',
    needs: 'domain',
    only: 'one-server',
  }),
  acmeServer: rule({
    group: 'https',
    schema: urlOf('https').default(letsEncrypt),
    meaning: 'Directory of the certificate authority (ACME)',
    allowed: 'an https:// address',
    change:
      '-c acmeServer=https://acme-staging-v02.api.letsencrypt.org/directory, to practise without rate limits',
    only: 'one-server',
  }),
  acmeCaUrl: rule({
    group: 'https',
    schema: urlOf('https', 's3').optional(),
    meaning: "Trust anchors (PEM) of a private ACME server; empty, the system's",
    allowed: 'an https:// or s3://bucket/key address, or empty',
    change: '-c acmeCaUrl=https://ca.example.com/root.pem',
    needs: 'domain',
    only: 'one-server',
  }),
} as const;
