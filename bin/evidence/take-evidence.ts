import { explainAwsError } from '../aws/aws-error';
import type { Output } from '../io/output';
import type { Evidence, EvidenceTarget, Outcome } from './evidence';
import type { Produced, Producer } from './producer';
import type { Scene } from './scene';

export interface Taken {
  readonly evidence: Evidence;
  readonly pictures: ReadonlyMap<string, Buffer>;
}

/** Makes one evidence. What keeps a producer from looking is its result, but for Ctrl-C. */
export async function takeEvidence(
  producer: Producer,
  { scene, target, output }: { scene: Scene; target: EvidenceTarget; output: Output },
): Promise<Taken> {
  const { name, title, claim, commands, deterministic } = producer;
  const takenAt = new Date();
  const startMs = performance.now();
  const attempted = await output.step(title, async (step) => {
    const made = await attempt(producer, scene);
    step.note(scene.masker.text(summaryOf(made)));
    return made;
  });
  const { produced, why } = attempted;
  const { checks = [], parts = [], pictures = new Map<string, Buffer>(), absent } = produced ?? {};
  const reason = why ?? absent;
  const evidence: Evidence = {
    ...{ name, title, claim, commands, deterministic, target },
    takenAt: takenAt.toISOString(),
    seconds: Number(((performance.now() - startMs) / 1000).toFixed(1)),
    outcome: outcomeOf(attempted),
    ...(reason !== undefined && { why: reason }),
    checks,
    parts,
  };
  return { evidence: scene.masker.deep(evidence), pictures };
}

interface Attempt {
  readonly produced?: Produced;
  /** Why it could not be looked at. */
  readonly why?: string;
}

async function attempt(producer: Producer, scene: Scene): Promise<Attempt> {
  try {
    return { produced: await producer.produce(scene) };
  } catch (error) {
    scene.signal.throwIfAborted();
    const cause = explainAwsError(error) ?? error;
    return { why: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** Computed from what was seen: without a check nothing is shown. */
function outcomeOf({ produced, why }: Attempt): Outcome {
  if (produced === undefined || why !== undefined) return 'failed';
  if (produced.absent !== undefined) return 'absent';
  return produced.checks.length > 0 && produced.checks.every(({ ok }) => ok) ? 'shown' : 'failed';
}

function summaryOf(attempted: Attempt): string {
  const { produced, why } = attempted;
  if (produced === undefined) return `FAILED: ${why}`;
  if (produced.absent !== undefined) return `nothing to see yet: ${produced.absent}`;
  const failed = produced.checks.filter(({ ok }) => !ok);
  if (failed.length === 0) return `${produced.checks.length} checks`;
  return `FAILED: ${failed.map(({ claim, seen }) => `${claim} (seen: ${seen})`).join('; ')}`;
}
