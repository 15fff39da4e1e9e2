import type { TargetOptions } from '../aws/target';
import { checkEndpoint } from '../endpoint/check-endpoint';
import { requiredOutput } from '../stack/read-stack';
import { partOf } from '../status/part';
import { readDatabase } from '../status/read-database';
import {
  describeRows,
  isHealthy,
  judgeAnswer,
  judgeCertificate,
  judgeDatabase,
  partRow,
  stackRow,
  type StatusRow,
} from '../status/rows';
import type { CommandContext } from '../verb';
import {
  judgeAlarms,
  judgeCache,
  judgeRelease,
  judgeRollout,
  judgeService,
  judgeTargets,
} from './judge-parts';
import { openScaleOut, type ScaleOut } from './place';
import { readAlarms, readCache, readTargets } from './read-parts';
import { readService } from './read-service';
import { readMonthlyUsd } from './read-cost';
import { listRollouts } from './rollouts';

/** Shows how everything is, part by part, all asked at once. @returns whether nothing is down */
export async function showStatusAtScale(options: TargetOptions, context: CommandContext): Promise<boolean> {
  const { output, signal } = context;
  const place = await openScaleOut(options, context);
  const parts = await readParts(place, signal);
  const rows = judge(place, parts, new Date());
  const { projectName: project, region } = place.target;
  const healthy = isHealthy(rows);
  output.data(
    { healthy, rows, project, region, stack: place.stack, serviceStack: place.service, ...parts },
    describeRows(`${project} in ${region}`, rows),
  );
  return healthy;
}

type Parts = Awaited<ReturnType<typeof readParts>>;

async function readParts({ target, stack }: ScaleOut, signal: AbortSignal) {
  const part = <T>(read: () => Promise<T>) => partOf(read, signal);
  const host = new URL(requiredOutput(stack, 'apiUrl')).host;
  const [service, rollouts, targets, alarms, database, cache, endpoint, cost] = await Promise.all([
    part(() => readService(target, signal)),
    part(() => listRollouts(target, signal)),
    part(() => readTargets(target, signal)),
    part(() => readAlarms(target, signal)),
    part(() => readDatabase(target, stack, signal)),
    part(() => readCache(target, stack, signal)),
    part(() => checkEndpoint(host, { signal })),
    part(() => readMonthlyUsd(target, signal)),
  ]);
  return { service, rollouts, targets, alarms, database, cache, endpoint, cost };
}

/** One line a part. */
const judge = ({ stack, service: serviceStack }: ScaleOut, parts: Parts, now: Date): readonly StatusRow[] => [
  stackRow(stack),
  stackRow(serviceStack, 'its service'),
  partRow('service', parts.service, judgeService),
  partRow('rollout', parts.service, judgeRollout),
  partRow('targets', parts.targets, judgeTargets),
  partRow('database', parts.database, judgeDatabase),
  partRow('cache', parts.cache, judgeCache),
  partRow('API', parts.endpoint, judgeAnswer),
  partRow('certificate', parts.endpoint, (answer) => judgeCertificate(answer, now)),
  partRow('release', parts.rollouts, judgeRelease),
  partRow('alarms', parts.alarms, judgeAlarms),
  partRow('cost', parts.cost, (usd) => ({
    health: 'ok',
    text: `${usd.toFixed(2)} USD a month at list price as it is now, before credits`,
  })),
];
