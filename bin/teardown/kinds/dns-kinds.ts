import { ListResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53';
import { type Ask, isNotFound, type Item, type Kind } from '../kind';

const certificateType = 'AWS::CertificateManager::Certificate';

interface Template {
  readonly Resources?: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: CertificateProperties }>
  >;
}

interface CertificateProperties {
  readonly DomainName?: string;
  readonly DomainValidationOptions?: readonly { readonly HostedZoneId?: string }[];
}

/** Of the certificates in our templates: which name is proven, and in which zone. */
const proofsOf = ({ evidence }: Ask) =>
  evidence.templates
    .flatMap((text) => Object.values((JSON.parse(text) as Template).Resources ?? {}))
    .filter(({ Type }) => Type === certificateType)
    .flatMap(({ Properties: { DomainName, DomainValidationOptions = [] } = {} }) =>
      DomainValidationOptions.map(({ HostedZoneId }) => ({ domain: DomainName, zone: HostedZoneId })),
    );

async function proofsIn(
  { client, signal, evidence }: Ask,
  { domain, zone }: { readonly domain: string; readonly zone: string },
): Promise<readonly Item[]> {
  // What is below a name follows it.
  const command = new ListResourceRecordSetsCommand({ HostedZoneId: zone, StartRecordName: domain });
  const arn = [...evidence.resources].find((resource) => resource.startsWith(`${certificateType}|`));
  try {
    const { ResourceRecordSets = [] } = await client(Route53Client).send(command, { abortSignal: signal });
    return ResourceRecordSets.filter(({ Name = '', Type, ResourceRecords = [] }) => {
      const [{ Value = '' } = {}] = ResourceRecords;
      return Type === 'CNAME' && Name.endsWith(`.${domain}.`) && /\.acm-validations\.aws\.?$/.test(Value);
    }).map(({ Name = '' }) => ({
      id: Name,
      about: `CNAME in ${zone}`,
      ...(arn !== undefined && { of: { type: certificateType, id: arn.slice(arn.indexOf('|') + 1) } }),
    }));
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

/** The domain's own record goes with its stack, or keeps it from going; what leads elsewhere by now is nobody's leftover. */
const records: Kind = {
  id: 'dns-record',
  name: 'records that prove a domain to ACM',
  scope: 'region',
  bills: 'nothing',
  foundBy: 'route53:ListResourceRecordSets of the zones that our templates name',
  knownBy: 'it proves the domain of a certificate that our stack has made',
  deletedBy:
    'never: CloudFormation leaves it, and it is the same one for every certificate of that name in the account',
  async list(ask) {
    const proofs = proofsOf(ask).flatMap(({ domain, zone }) =>
      typeof domain === 'string' && typeof zone === 'string' ? [{ domain, zone }] : [],
    );
    return (await Promise.all(proofs.map((proof) => proofsIn(ask, proof)))).flat();
  },
};

export const dnsKinds = { records } as const;
