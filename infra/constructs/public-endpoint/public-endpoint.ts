import { Stack, Tags } from 'aws-cdk-lib';
import { CfnEIP } from 'aws-cdk-lib/aws-ec2';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { InvalidPropError } from '../props/invalid-prop-error';
import { hostedZoneGuide, hostedZoneProblem, type HostedZoneId } from './hosted-zone';

export interface PublicEndpointProps {
  /** Tag `Name` of the address. */
  readonly name: string;

  /**
   * Host name under which the endpoint is known, and of which the server obtains a certificate. Lower case, without
   * scheme, port, path and final dot.
   *
   * @default - known by its address alone, with a self-signed certificate
   */
  readonly domain?: string | undefined;

  /**
   * Id of the public Route 53 zone that `domain` belongs to, such as `Z0123456789EXAMPLE`. The zone is not looked up: a domain
   * outside of it fails the deploy, in its first minutes.
   *
   * @default - no record is made; `dnsRecord` says which one to enter at the registrar
   */
  readonly hostedZoneId?: HostedZoneId | undefined;

  /**
   * Weight of that record, 0 to 255, beside those that other stacks make for the same domain. 0 leaves it to them.
   *
   * @default 100
   */
  readonly weight?: number | undefined;

  /**
   * Where the certificate authority writes to.
   *
   * @default - nowhere
   */
  readonly certificateEmail?: string | undefined;

  /**
   * Directory of the certificate authority (ACME).
   *
   * @default 'https://acme-v02.api.letsencrypt.org/directory'
   */
  readonly acmeServer?: string | undefined;

  /**
   * Trust anchors (PEM) of a private ACME server: an `https://` or `s3://bucket/key` address.
   *
   * @default - those of the operating system
   */
  readonly acmeCaUrl?: string | undefined;
}

/** What the server has to know to obtain its certificate; named as in contract/parameters.ts. */
export interface CertificateSettings {
  readonly domain: string | undefined;
  readonly certificateEmail: string | undefined;
  readonly acmeServer: string;
  readonly acmeCaUrl: string | undefined;
}

export const letsEncrypt = 'https://acme-v02.api.letsencrypt.org/directory';

/** Seconds: a record that leads to another address is believed for this long at most, as with an alias of Route 53. */
const recordTtlSeconds = 60;

/** Of the record of the domain: one that is alone gets everything, whatever its weight. */
export const defaultWeight = 100;

/**
 * Where the world reaches the server: one Elastic IP, its name in the DNS, and what a certificate for it takes. See the README.
 * @throws InvalidPropError for a zone without a domain, or for what is no id of a zone
 */
export class PublicEndpoint extends Construct {
  /** The public IPv4 address. It outlives the servers behind it. */
  readonly address: string;
  /** By which a server is put behind the address. */
  readonly allocationId: string;
  /** The name that clients use: the domain, or the address where there is none. */
  readonly host: string;
  readonly certificate: CertificateSettings;
  /** The record to enter at one's registrar, as a line of a zone file; `undefined` where nothing is to be entered. */
  readonly dnsRecord: string | undefined;

  constructor(scope: Construct, id: string, props: PublicEndpointProps) {
    super(scope, id);
    refuseWrongZone(this, props);
    const elasticIp = new CfnEIP(this, 'Address', { domain: 'vpc' });
    Tags.of(elasticIp).add('Name', props.name);
    this.address = elasticIp.attrPublicIp;
    this.allocationId = elasticIp.attrAllocationId;
    this.host = props.domain ?? this.address;
    this.certificate = certificateOf(props);
    this.dnsRecord = this.enterInDns(props);
  }

  private enterInDns({ domain, hostedZoneId, weight = defaultWeight }: PublicEndpointProps) {
    if (domain === undefined) return undefined;
    const name = `${domain}.`;
    if (hostedZoneId === undefined) return `${name} ${recordTtlSeconds} IN A ${this.address}`;
    new CfnRecordSet(this, 'Record', {
      hostedZoneId,
      name,
      type: 'A',
      ttl: `${recordTtlSeconds}`,
      resourceRecords: [this.address],
      // From the first deploy on: Route 53 takes no weighted record beside a simple one, nor one in place of it.
      setIdentifier: Stack.of(this).stackName,
      weight,
    });
    return undefined;
  }
}

const refuseWrongZone = (construct: Construct, { domain, hostedZoneId }: PublicEndpointProps) => {
  const reason = hostedZoneId === undefined ? undefined : hostedZoneProblem(hostedZoneId, domain);
  if (reason === undefined) return;
  throw new InvalidPropError(construct, {
    prop: 'hostedZoneId',
    got: hostedZoneId,
    reason,
    ...hostedZoneGuide,
  });
};

const certificateOf = ({ domain, certificateEmail, acmeServer, acmeCaUrl }: PublicEndpointProps) => ({
  domain,
  certificateEmail,
  acmeServer: acmeServer ?? letsEncrypt,
  acmeCaUrl,
});
