import { Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { expect, test } from '@jest/globals';
import { createTestStack, onlyResource, resourcesOf } from '../../testing/synthesize';
import { PrivateNetwork } from '../private-network/private-network';
import { WebBalancer, type WebBalancerProps } from './web-balancer';

const synthesizeBalancer = (props: Partial<WebBalancerProps> = {}) => {
  const stack = createTestStack();
  const { vpc, balancerSubnets } = new PrivateNetwork(stack, 'Network');
  new WebBalancer(stack, 'Balancer', {
    vpc,
    subnets: balancerSubnets,
    securityGroup: new SecurityGroup(stack, 'Group', { vpc }),
    domain: 'api.example.com',
    hostedZoneId: 'Z0123456789EXAMPLE',
    targetPort: 3000,
    healthPath: '/readyz',
    ...props,
  });
  return resourcesOf(Template.fromStack(stack));
};

const resources = synthesizeBalancer();

test('HTTPS with the certificate of the domain; HTTP leads there', () => {
  expect(onlyResource(resources, 'AWS::CertificateManager::Certificate').properties).toMatchObject({
    DomainName: 'api.example.com',
    ValidationMethod: 'DNS',
    DomainValidationOptions: [{ HostedZoneId: 'Z0123456789EXAMPLE' }],
  });
  const listeners = Object.values(resources).filter(({ Type }) => Type.endsWith('::Listener'));
  expect(listeners.map(({ Properties }) => Properties)).toMatchObject([
    { Port: 443, Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06' },
    {
      Port: 80,
      DefaultActions: [{ RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } }],
    },
  ]);
});

test('requests go to what is ready, with the address of the client', () => {
  expect(onlyResource(resources, 'AWS::ElasticLoadBalancingV2::TargetGroup').properties).toMatchObject({
    Port: 3000,
    Protocol: 'HTTP',
    TargetType: 'ip',
    HealthCheckPath: '/readyz',
  });
  const { properties } = onlyResource(resources, 'AWS::ElasticLoadBalancingV2::LoadBalancer');
  expect(properties['LoadBalancerAttributes']).toEqual(
    expect.arrayContaining([
      { Key: 'routing.http.xff_header_processing.mode', Value: 'append' },
      { Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' },
    ]),
  );
});

test.each([
  ['leads here', {}, 100],
  ['stays with an older server, as long as it weighs nothing', { weight: 0 }, 0],
])('the record of the domain %s', (_title, props, Weight) => {
  expect(onlyResource(synthesizeBalancer(props), 'AWS::Route53::RecordSet').properties).toMatchObject({
    Name: 'api.example.com.',
    Type: 'A',
    HostedZoneId: 'Z0123456789EXAMPLE',
    SetIdentifier: createTestStack().stackName,
    Weight,
  });
});
