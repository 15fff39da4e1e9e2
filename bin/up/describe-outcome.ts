import { creditDays } from '../../infra/free-tier';
import { formatTable } from '../io/format';
import type { EndpointAnswer } from '../endpoint/check-endpoint';
import type { UpOutcome } from './run-up';

/** The outcome for a script. */
export const outcomeData = (
  { account, plan, monthlyUsd, changes, isNew, stack }: UpOutcome,
  endpoint: EndpointAnswer,
) => ({
  project: stack.name,
  account: account.id,
  plan,
  isNew,
  changes,
  status: stack.status,
  outputs: stack.outputs,
  monthlyUsd,
  endpoint,
});

/** Where it is, what it costs, what to type next. */
export function describeOutcome(outcome: UpOutcome, endpoint: EndpointAnswer): string {
  const { stack, changes } = outcome;
  const { apiUrl = '', serverAddress = '', releaseId = '', deletionTime } = stack.outputs;
  const facts = [
    ['API', apiUrl],
    ...(serverAddress === '' ? [] : [['address', serverAddress]]),
    ['release', endpoint.reached ? (endpoint.release ?? releaseId) : releaseId],
    ['cost', describeCost(outcome)],
    ...(deletionTime === undefined ? [] : [['deletes itself', deletionTime]]),
  ];
  return [
    changes.length === 0 ? `${stack.name} is what the settings say; nothing was changed.` : '',
    formatTable(facts),
    describeEndpoint(endpoint),
    `Next\n${formatTable(nextSteps(outcome, endpoint))}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

function describeCost({ monthlyUsd, plan }: UpOutcome): string {
  const list = `${monthlyUsd.toFixed(2)} USD a month at list price`;
  if (!plan.known || plan.creditsUsd === undefined) return list;
  const days = creditDays(monthlyUsd, plan.creditsUsd);
  return Number.isFinite(days)
    ? `${list}; ${plan.creditsUsd.toFixed(2)} USD of credit last ${Math.floor(days)} days`
    : list;
}

function describeEndpoint(endpoint: EndpointAnswer): string {
  if (!endpoint.reached) return `It does not answer from here: ${endpoint.why}`;
  if (endpoint.status !== 200) return `It answers with ${endpoint.status}.`;
  return endpoint.certificate.trusted
    ? ''
    : `The certificate is not trusted yet (${endpoint.certificate.problem ?? 'self-signed'}): it is obtained by itself within 15 minutes after the domain leads there.`;
}

const nextAtScale = [
  ['  waffle status', 'how all of it does'],
  ['  waffle deploy', 'the next release'],
  ['  waffle down', 'takes everything away, and proves it'],
] as const;

function nextSteps({ stack }: UpOutcome, endpoint: EndpointAnswer): readonly (readonly string[])[] {
  const { dnsRecord, cluster } = stack.outputs;
  if (cluster !== undefined) return nextAtScale;
  const unseen = !endpoint.reached || endpoint.address !== undefined || endpoint.status !== 200;
  return [
    ...(dnsRecord !== undefined && unseen ? [['  enter at your registrar', dnsRecord]] : []),
    ...(endpoint.reached ? [] : [['  waffle logs --unit boot', 'what the server says']]),
    ['  waffle status', 'how all of it does'],
    ['  waffle deploy', 'the next release'],
    ['  waffle down', 'takes everything away, and proves it'],
  ];
}
