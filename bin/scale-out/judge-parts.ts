import type { StatusRow } from '../status/rows';
import type { AlarmState, CacheStatus, TargetHealth } from './read-parts';
import type { ServiceState } from './read-service';
import { type Rollout, servingOf } from './rollouts';

type Judged = Omit<StatusRow, 'name'>;

export function judgeService({ status, desired, running, pending }: ServiceState): Judged {
  const text = `${status.toLowerCase()}  ${running} of ${desired} tasks run${pending === 0 ? '' : `, ${pending} start`}`;
  if (status !== 'ACTIVE' || running === 0) return { health: 'down', text };
  return { health: running < desired ? 'look' : 'ok', text };
}

/** The newest event says in ECS's words what it waits for. */
export function judgeRollout({ deployments, events }: ServiceState): Judged {
  const primary = deployments.find(({ isPrimary }) => isPrimary);
  if (primary === undefined) return { health: 'unknown', text: 'not known: ECS tells of no deployment' };
  const { state, reason, running, desired, failed } = primary;
  const text = [
    state.toLowerCase().replace('_', ' '),
    state === 'COMPLETED' ? undefined : `${running} of ${desired} new tasks run, ${failed} failed: ${reason}`,
    state === 'COMPLETED' ? undefined : events.at(-1)?.message,
  ];
  return { health: state === 'COMPLETED' ? 'ok' : 'look', text: text.filter(Boolean).join('  ') };
}

export function judgeTargets(targets: readonly TargetHealth[]): Judged {
  const healthy = targets.filter(({ state }) => state === 'healthy');
  // Those are on their way in or out.
  const others = targets.filter(({ state }) => !['healthy', 'draining', 'initial'].includes(state));
  const text = [
    `${healthy.length} of ${targets.length} healthy`,
    ...others.map(
      ({ address, state, reason }) => `${address} ${state}${reason === null ? '' : `: ${reason}`}`,
    ),
  ].join('  ');
  if (healthy.length === 0) return { health: 'down', text };
  return { health: others.length === 0 ? 'ok' : 'look', text };
}

export function judgeCache({ id, nodes, type, engine }: CacheStatus): Judged {
  const available = nodes.filter((state) => state === 'available').length;
  const text = [`${available} of ${nodes.length} nodes available`, type, engine, id].join('  ');
  if (available === 0) return { health: 'down', text };
  return { health: available < nodes.length ? 'look' : 'ok', text };
}

export function judgeAlarms(alarms: readonly AlarmState[]): Judged {
  const ringing = alarms.filter(({ state }) => state === 'ALARM');
  if (ringing.length === 0) return { health: 'ok', text: `none of ${alarms.length} rings` };
  return { health: 'look', text: ringing.map(({ name, meaning }) => `${name}: ${meaning}`).join('  ') };
}

export function judgeRelease(rollouts: readonly Rollout[]): Judged {
  const serving = servingOf(rollouts);
  const [last] = rollouts;
  if (serving === undefined)
    return { health: 'unknown', text: 'not known: ECS remembers no rollout of the last 90 days' };
  const text = `${serving.tag}  since ${serving.began.slice(0, 16).replace('T', ' ')}Z`;
  if (last === undefined || last === serving || last.ended === null) return { health: 'ok', text };
  return {
    health: 'look',
    text: `${text}  ${last.tag} did not come into service: ${last.reason ?? last.status}`,
  };
}
