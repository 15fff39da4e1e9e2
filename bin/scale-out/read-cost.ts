import { readAccount } from '../account/read-account';
import type { Target } from '../aws/target';
import { oursIn } from '../teardown/choose';
import { lookAround } from '../teardown/look';

/** Kinds of the teardown that are billed by the hour or by what they hold. */
const billed = [
  'ecs-service',
  'ecs-task',
  'load-balancer',
  'vpc-endpoint',
  'elasticache',
  'rds-instance',
  'ecr-repository',
  'log-group',
];

/** What all of it costs a month as it is now, as `waffle down --check` reckons it. @throws Error where a kind cannot be asked */
export async function readMonthlyUsd(target: Target, signal: AbortSignal): Promise<number> {
  const { projectName, aws, region, settings } = target;
  const { id: account } = await readAccount(target, signal);
  const { databaseOnDelete } = settings;
  const place = { projectName, databaseOnDelete, account, aws, regions: [region], signal };
  const look = await lookAround({ ...place, only: billed });
  const failed = look.answers.find(({ failure }) => failure !== undefined);
  if (failed !== undefined) throw new Error(`${failed.kind.name}: ${failed.failure}`);
  const sum = oursIn(look).reduce((usd, { monthlyUsd = 0 }) => usd + monthlyUsd, 0);
  return Math.round(sum * 100) / 100;
}
