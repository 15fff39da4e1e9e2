import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from '@jest/globals';
import { InvalidPropError } from '../props/invalid-prop-error';
import { createTestStack, onlyResource, resourcesOf } from '../../testing/synthesize';
import { letsEncrypt, PublicEndpoint, type PublicEndpointProps } from './public-endpoint';

const domain = 'api.example.com';
const hostedZoneId = 'Z0123456789EXAMPLE' as const;

const synthesizeEndpoint = (props: Partial<PublicEndpointProps> = {}) => {
  const stack = createTestStack();
  const endpoint = new PublicEndpoint(stack, 'Endpoint', { name: 'waffle-backend-server', ...props });
  const template = Template.fromStack(stack);
  const resources = resourcesOf(template);
  const { logicalId } = onlyResource(resources, 'AWS::EC2::EIP');
  const address = { 'Fn::GetAtt': [logicalId, 'PublicIp'] };
  return { endpoint, template, resources, address, resolve: (value: unknown) => stack.resolve(value) };
};

test('it is one address with a name tag', () => {
  expect(onlyResource(synthesizeEndpoint().resources, 'AWS::EC2::EIP').properties).toEqual({
    Domain: 'vpc',
    Tags: [{ Key: 'Name', Value: 'waffle-backend-server' }],
  });
});

test('without a domain it is known by its address', () => {
  const { endpoint, address, template, resolve } = synthesizeEndpoint();
  expect(resolve(endpoint.host)).toEqual(address);
  expect(endpoint.dnsRecord).toBeUndefined();
  template.resourceCountIs('AWS::Route53::RecordSet', 0);
});

test('a domain without a zone is a line for the registrar', () => {
  const { endpoint, address, template, resolve } = synthesizeEndpoint({ domain });
  expect(endpoint.host).toBe(domain);
  expect(resolve(endpoint.dnsRecord)).toEqual({
    'Fn::Join': ['', ['api.example.com. 60 IN A ', address]],
  });
  template.resourceCountIs('AWS::Route53::RecordSet', 0);
});

test.each([
  ['', {}, 100],
  [', which can weigh less than that of another stack', { weight: 0 }, 0],
])('a domain with its zone is an A record%s', (_title, props, Weight) => {
  const { endpoint, address, resources } = synthesizeEndpoint({ domain, hostedZoneId, ...props });
  expect(onlyResource(resources, 'AWS::Route53::RecordSet').properties).toEqual({
    HostedZoneId: hostedZoneId,
    Name: 'api.example.com.',
    Type: 'A',
    TTL: '60',
    ResourceRecords: [address],
    SetIdentifier: createTestStack().stackName,
    Weight,
  });
  expect(endpoint.dnsRecord).toBeUndefined();
});

test.each([
  ['without a domain', { hostedZoneId }, 'there is no domain to enter in the zone'],
  ['by its name', { domain, hostedZoneId: 'Zone of example.com' }, 'it is not the id of a hosted zone'],
] as const)('a zone %s is refused with the way out', (_, props, reason) => {
  expect(() => synthesizeEndpoint(props)).toThrow(InvalidPropError);
  expect(() => synthesizeEndpoint(props)).toThrow(reason);
  expect(() => synthesizeEndpoint(props)).toThrow('aws route53 list-hosted-zones lists yours');
});

test("the certificate is Let's Encrypt's unless another authority is named", () => {
  expect(synthesizeEndpoint().endpoint.certificate).toEqual({
    domain: undefined,
    certificateEmail: undefined,
    acmeServer: letsEncrypt,
    acmeCaUrl: undefined,
  });
  const own = {
    domain,
    certificateEmail: 'you@example.com',
    acmeServer: 'https://acme.example.com/directory',
    acmeCaUrl: 's3://anchors/acme.pem',
  };
  expect(synthesizeEndpoint(own).endpoint.certificate).toEqual(own);
});
