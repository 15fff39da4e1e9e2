import {
  ACMClient,
  DeleteCertificateCommand,
  ListTagsForCertificateCommand,
  paginateListCertificates,
} from '@aws-sdk/client-acm';
import { DeleteVpcEndpointsCommand, EC2Client, paginateDescribeVpcEndpoints } from '@aws-sdk/client-ec2';
import {
  DeleteLoadBalancerCommand,
  DeleteTargetGroupCommand,
  DescribeTagsCommand,
  ElasticLoadBalancingV2Client,
  paginateDescribeLoadBalancers,
  paginateDescribeTargetGroups,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { hoursPerMonth } from '../../../infra/free-tier/price-list';
import { type Ask, collect, type Kind, type Tags, toTags, unlessGone } from '../kind';

const scope = 'region';
const knownBy = 'tags; or made by our stack';

/** As many as DescribeTags answers at once (Elastic Load Balancing API reference, read 2026-11-22). */
const tagsAtOnce = 20;

/** By ARN. */
async function balancerTags(
  arns: readonly string[],
  { client, signal }: Ask,
): Promise<ReadonlyMap<string, Tags>> {
  const found = new Map<string, Tags>();
  for (let begin = 0; begin < arns.length; begin += tagsAtOnce) {
    const command = new DescribeTagsCommand({ ResourceArns: arns.slice(begin, begin + tagsAtOnce) });
    const { TagDescriptions = [] } = await client(ElasticLoadBalancingV2Client).send(command, {
      abortSignal: signal,
    });
    for (const { ResourceArn = '', Tags: tags } of TagDescriptions) found.set(ResourceArn, toTags(tags));
  }
  return found;
}

const balancers: Kind = {
  id: 'load-balancer',
  name: 'load balancers',
  scope,
  type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  bills: 'by the hour, with its public addresses, and by what passes through it',
  foundBy: 'elasticloadbalancing:DescribeLoadBalancers',
  knownBy,
  deletedBy: 'elasticloadbalancing:DeleteLoadBalancer, with its listeners',
  async list(ask) {
    const { client, signal } = ask;
    const pages = paginateDescribeLoadBalancers(
      { client: client(ElasticLoadBalancingV2Client) },
      {},
      { abortSignal: signal },
    );
    const found = await collect(pages, ({ LoadBalancers }) => LoadBalancers);
    const tags = await balancerTags(
      found.map(({ LoadBalancerArn = '' }) => LoadBalancerArn),
      ask,
    );
    return found.map(
      ({ LoadBalancerArn = '', Type = 'application', Scheme, AvailabilityZones = [], State }) => ({
        id: LoadBalancerArn,
        about: `${Type}, ${Scheme}, ${State?.Code ?? ''}`,
        tags: tags.get(LoadBalancerArn) ?? {},
        charges: [
          { price: `load-balancer/${Type}`, quantity: hoursPerMonth },
          ...(Scheme === 'internal'
            ? []
            : [{ price: 'public-ipv4', quantity: hoursPerMonth * AvailabilityZones.length }]),
        ],
      }),
    );
  },
  remove: ({ id }, { client, signal }) =>
    unlessGone(
      client(ElasticLoadBalancingV2Client).send(new DeleteLoadBalancerCommand({ LoadBalancerArn: id }), {
        abortSignal: signal,
      }),
    ),
};

const targetGroups: Kind = {
  id: 'target-group',
  name: 'target groups',
  scope,
  type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  bills: 'nothing',
  foundBy: 'elasticloadbalancing:DescribeTargetGroups',
  knownBy,
  deletedBy: 'elasticloadbalancing:DeleteTargetGroup, after the load balancer',
  async list(ask) {
    const { client, signal } = ask;
    const pages = paginateDescribeTargetGroups(
      { client: client(ElasticLoadBalancingV2Client) },
      {},
      { abortSignal: signal },
    );
    const found = await collect(pages, ({ TargetGroups }) => TargetGroups);
    const arns = found.map(({ TargetGroupArn = '' }) => TargetGroupArn);
    const tags = await balancerTags(arns, ask);
    return arns.map((id) => ({ id, tags: tags.get(id) ?? {} }));
  },
  remove: ({ id }, { client, signal }) =>
    unlessGone(
      client(ElasticLoadBalancingV2Client).send(new DeleteTargetGroupCommand({ TargetGroupArn: id }), {
        abortSignal: signal,
      }),
    ),
};

const certificates: Kind = {
  id: 'acm-certificate',
  name: 'ACM certificates',
  scope,
  type: 'AWS::CertificateManager::Certificate',
  bills: 'nothing',
  foundBy: 'acm:ListCertificates',
  knownBy,
  deletedBy: 'acm:DeleteCertificate, after the load balancer that shows it',
  async list({ client, signal }) {
    const acm = client(ACMClient);
    const options = { abortSignal: signal };
    const pages = paginateListCertificates({ client: acm }, {}, options);
    const found = await collect(pages, ({ CertificateSummaryList }) => CertificateSummaryList);
    return Promise.all(
      found.map(async ({ CertificateArn = '', DomainName = '', Status }) => {
        const command = new ListTagsForCertificateCommand({ CertificateArn });
        const { Tags: tags } = await acm.send(command, options);
        return { id: CertificateArn, about: `${DomainName}, ${Status ?? ''}`, tags: toTags(tags) };
      }),
    );
  },
  remove: ({ id }, { client, signal }) =>
    unlessGone(
      client(ACMClient).send(new DeleteCertificateCommand({ CertificateArn: id }), { abortSignal: signal }),
    ),
};

const endpoints: Kind = {
  id: 'vpc-endpoint',
  name: 'endpoints of networks',
  scope,
  type: 'AWS::EC2::VPCEndpoint',
  bills: 'one with interfaces by the hour in each of its subnets; a gateway nothing',
  foundBy: 'ec2:DescribeVpcEndpoints',
  knownBy,
  deletedBy: 'ec2:DeleteVpcEndpoints',
  async list({ client, signal }) {
    const pages = paginateDescribeVpcEndpoints({ client: client(EC2Client) }, {}, { abortSignal: signal });
    const found = await collect(pages, ({ VpcEndpoints }) => VpcEndpoints);
    return found
      .filter(({ State }) => String(State).toLowerCase() !== 'deleted')
      .map(
        ({ VpcEndpointId = '', ServiceName = '', VpcEndpointType, SubnetIds = [], State, Tags: tags }) => ({
          id: VpcEndpointId,
          about: `${VpcEndpointType}, ${ServiceName}`,
          tags: toTags(tags),
          isGoing: String(State).toLowerCase() === 'deleting',
          charges:
            VpcEndpointType === 'Interface'
              ? [{ price: 'vpc-endpoint/interface', quantity: hoursPerMonth * SubnetIds.length }]
              : [],
        }),
      );
  },
  remove: ({ id }, { client, signal }) =>
    unlessGone(
      client(EC2Client).send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] }), {
        abortSignal: signal,
      }),
    ),
};

export const balancerKinds = { balancers, targetGroups, certificates, endpoints } as const;
