import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import { defaultWeight } from '../public-endpoint/public-endpoint';

export interface WebBalancerProps {
  readonly vpc: ec2.IVpc;

  /** Public subnets in two zones. */
  readonly subnets: ec2.SubnetSelection;

  /** The group that admits the world on 80 and 443. The construct adds no rule to it. */
  readonly securityGroup: ec2.ISecurityGroup;

  /** Host name that clients use. */
  readonly domain: string;

  /** Public Route 53 zone of the domain, in which the certificate is proven and the record is made. It is not looked up. */
  readonly hostedZoneId: string;

  /** Port of the targets, HTTP. */
  readonly targetPort: number;

  /** Path that a target answers with 200 when it may get requests. */
  readonly healthPath: string;

  /**
   * Weight of the domain's record, 0 to 255, beside those that other stacks make for it. 0 while an older server still answers for
   * it: the certificate is proven all the same.
   *
   * @default 100
   */
  readonly weight?: number;

  /**
   * The load balancer refuses to be deleted until a deploy turns this off.
   *
   * @default false
   */
  readonly terminationProtection?: boolean;
}

/**
 * The way in: an Application Load Balancer that ends TLS with a certificate of ACM, leads HTTP to HTTPS, and hands requests to the targets
 * that are ready, with the client's address in X-Forwarded-For. See the README.
 */
export class WebBalancer extends Construct {
  readonly balancer: elb.ApplicationLoadBalancer;
  readonly targets: elb.ApplicationTargetGroup;

  constructor(scope: Construct, id: string, props: WebBalancerProps) {
    super(scope, id);
    const { vpc, subnets, securityGroup, domain, hostedZoneId, terminationProtection = false } = props;
    const zone = route53.HostedZone.fromHostedZoneAttributes(this, 'Zone', {
      hostedZoneId,
      zoneName: domain,
    });
    this.balancer = new elb.ApplicationLoadBalancer(this, 'Balancer', {
      vpc,
      vpcSubnets: subnets,
      securityGroup,
      internetFacing: true,
      deletionProtection: terminationProtection,
      ...invariants,
    });
    this.targets = this.createTargets(props);
    this.listen(
      new Certificate(this, 'Certificate', {
        domainName: domain,
        validation: CertificateValidation.fromDns(zone),
      }),
    );
    this.enterInDns(zone, props);
    Validations.of(this.balancer).acknowledge({
      id: 'AwsSolutions::AwsSolutions-ELB2',
      reason:
        'Access logs want a bucket of their own and are billed by what they hold (0.02 USD a GB and month, us-east-1). ' +
        'The API logs each request with its id and duration, and without what tells people apart.',
    });
  }

  private createTargets({ vpc, targetPort, healthPath }: WebBalancerProps) {
    return new elb.ApplicationTargetGroup(this, 'Targets', {
      vpc,
      port: targetPort,
      protocol: elb.ApplicationProtocol.HTTP,
      targetType: elb.TargetType.IP,
      // Longer than any request of the API takes; a task is told to stop only then.
      deregistrationDelay: Duration.seconds(20),
      healthCheck: {
        path: healthPath,
        interval: Duration.seconds(10),
        timeout: Duration.seconds(5),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 3,
      },
      // Whoever is busy gets less: a request that waits for the database is not followed by another.
      loadBalancingAlgorithmType: elb.TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS,
    });
  }

  private listen(certificate: Certificate) {
    // The group has its rules already: `open` would add the same ones again.
    this.balancer.addListener('Https', {
      port: 443,
      open: false,
      certificates: [certificate],
      sslPolicy: elb.SslPolicy.TLS13_RES,
      defaultTargetGroups: [this.targets],
    });
    this.balancer.addListener('Http', {
      port: 80,
      open: false,
      defaultAction: elb.ListenerAction.redirect({ protocol: 'HTTPS', port: '443', permanent: true }),
    });
  }

  /** Weighted from the first deploy on: Route 53 takes no weighted record beside a simple one, nor one in place of it. */
  private enterInDns(zone: route53.IHostedZone, { domain, weight = defaultWeight }: WebBalancerProps) {
    new route53.ARecord(this, 'Record', {
      zone,
      recordName: `${domain}.`,
      target: route53.RecordTarget.fromAlias(new LoadBalancerTarget(this.balancer)),
      setIdentifier: Stack.of(this).stackName,
      weight,
    });
  }
}

/** What no prop changes. */
const invariants = {
  // A header that no parser agrees on reaches no target.
  dropInvalidHeaderFields: true,
  desyncMitigationMode: elb.DesyncMitigationMode.STRICTEST,
  // The address that it saw itself is the last one, whatever the client wrote: the API trusts that one alone.
  xffHeaderProcessingMode: elb.XffHeaderProcessingMode.APPEND,
  preserveHostHeader: true,
  // Shorter than the API keeps a connection, so that it never closes one on which a request is under way.
  idleTimeout: Duration.seconds(60),
};
