import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { PublicEndpoint } from './public-endpoint';

export const stack = new Stack(new App(), 'example');

const endpoint = new PublicEndpoint(stack, 'Endpoint', {
  name: 'my-api',
  domain: 'api.example.com',
  certificateEmail: 'you@example.com',
});

// api.example.com. 60 IN A 203.0.113.7
new CfnOutput(stack, 'DnsRecord', { value: endpoint.dnsRecord ?? 'nothing to enter' });
