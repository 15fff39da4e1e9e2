import { STSClient } from '@aws-sdk/client-sts';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Target } from '../aws/target';
import type { CommandContext } from '../verb';

/** What the Free Tier API tells of the account, or why it does not. */
export type AccountPlan =
  | {
      readonly known: true;
      readonly type: 'FREE' | 'PAID';
      readonly status: 'NOT_STARTED' | 'ACTIVE' | 'EXPIRED';
      /** Credits that are left. */
      readonly creditsUsd: number | undefined;
      /** When the plan ends; a Free plan with it. */
      readonly endsAt: Date | undefined;
    }
  | { readonly known: false; readonly reason: string };

/** AWS Billing and Cost Management API reference, GetAccountPlanState; read 2026-11-21. */
interface PlanState {
  readonly accountPlanType: 'FREE' | 'PAID';
  readonly accountPlanStatus: 'NOT_STARTED' | 'ACTIVE' | 'EXPIRED';
  readonly accountPlanRemainingCredits?: { readonly amount?: number; readonly unit?: string };
  /** ISO 8601. */
  readonly accountPlanExpirationDate?: string;
}

type Context = Pick<CommandContext, 'environment' | 'signal'>;

/** Of every account, in one region. There is no client for it on npm: one signed question does. */
const region = 'us-east-1';
const defaultEndpoint = 'https://freetier.us-east-1.api.aws';
const timeoutMs = 10_000;
const attempts = 4;

/** Whatever stands in the way of the answer is a fact about the account, not an end of the command. */
export async function readPlan(place: Pick<Target, 'aws'>, context: Context): Promise<AccountPlan> {
  try {
    return await ask(place, context);
  } catch (error) {
    context.signal.throwIfAborted();
    return notKnown(
      `the Free Tier API did not answer (${error instanceof Error ? error.message : String(error)})`,
    );
  }
}

async function ask(place: Pick<Target, 'aws'>, context: Context, attempt = 1): Promise<AccountPlan> {
  const response = await send(place, context);
  const text = await response.text();
  if (response.ok) return describe(JSON.parse(text) as PlanState);
  const passes = response.status >= 500 || /Throttling|TooManyRequests/.test(text);
  if (!passes || attempt >= attempts) return notKnown(refusal(response.status, text));
  await new Promise((resolve) => setTimeout(resolve, 2 ** attempt * 100));
  return ask(place, context, attempt + 1);
}

async function send({ aws }: Pick<Target, 'aws'>, { environment, signal }: Context): Promise<Response> {
  const { hostname, protocol, port, origin } = new URL(environment.freeTierEndpoint ?? defaultEndpoint);
  const { credentials, sha256 } = new STSClient(aws).config; // the same search for credentials
  const signer = new SignatureV4({ credentials, sha256, region, service: 'freetier' });
  const { headers, body } = await signer.sign({
    method: 'POST',
    protocol,
    hostname,
    path: '/',
    query: {},
    headers: {
      host: port === '' ? hostname : `${hostname}:${port}`,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AWSFreeTierService.GetAccountPlanState',
    },
    body: '{}',
  });
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  return fetch(origin, { method: 'POST', headers, body: body as string, signal: limit });
}

function describe(state: PlanState): AccountPlan {
  const { accountPlanType: type, accountPlanStatus: status, accountPlanExpirationDate: end } = state;
  const { amount, unit = 'USD' } = state.accountPlanRemainingCredits ?? {};
  return {
    known: true,
    type,
    status,
    creditsUsd: unit === 'USD' ? amount : undefined,
    endsAt: end === undefined ? undefined : new Date(end),
  };
}

const notKnown = (reason: string): AccountPlan => ({ known: false, reason });

/**
 * AWS describes ResourceNotFoundException as "cannot be found" only; reports of users say it is the answer to accounts opened before
 * 2025-07-15 and to members of an organization (read 2026-11-21).
 */
function refusal(status: number, text: string): string {
  if (text.includes('ResourceNotFoundException')) {
    return 'AWS keeps no plan of it, as of accounts opened before 2025-07-15 and of members of an organization';
  }
  if (text.includes('AccessDenied')) return 'these credentials may not ask (freetier:GetAccountPlanState)';
  return `the Free Tier API answered with status ${status}`;
}
