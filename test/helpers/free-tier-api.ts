import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * The Free Tier API, which moto lacks: answers GetAccountPlanState, in the shape of AWS's API reference, with a Free plan that has
 * 62.5 USD of credits and the days that are asked for.
 */
export async function startFreeTierApi(daysLeft: number) {
  const server = createServer((request, response) => {
    request.resume();
    const isPlan = request.headers['x-amz-target'] === 'AWSFreeTierService.GetAccountPlanState';
    response.writeHead(isPlan ? 200 : 400, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(
      JSON.stringify({
        accountId: '123456789012',
        accountPlanType: 'FREE',
        accountPlanStatus: 'ACTIVE',
        accountPlanRemainingCredits: { amount: 62.5, unit: 'USD' },
        accountPlanExpirationDate: new Date(Date.now() + daysLeft * 86_400_000).toISOString(),
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    variables: { AWS_ENDPOINT_URL_FREETIER: `http://127.0.0.1:${port}` },
    close: () => void server.close(),
  };
}
