import type { Second } from '../load-result';
import type { MemorySample } from '../memory-watch';
import type { Report, ReportStep } from '../report';
import type { LoadPeriod } from '../timeline';

/** A stretch of the scenario as it is drawn. All times are wall clock, ms since 1970. */
export interface View {
  /** Of the elements of its chart. */
  readonly id: string;
  readonly title: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Where the clock of all charts begins. */
  readonly originMs: number;
  readonly bands: readonly Band[];
  readonly seconds: readonly TimedSecond[];
  readonly memory: readonly MemorySample[];
  readonly memoryLimitMiB: number;
}

/** Something that was done meanwhile. */
export interface Band {
  readonly title: string;
  readonly ok: boolean;
  readonly fromMs: number;
  readonly toMs: number;
  readonly note?: string | undefined;
}

export interface TimedSecond extends Second {
  /** Its middle. */
  readonly atMs: number;
}

/** From the start of the instance to the end; undefined of a rehearsal that did not come so far. */
export function wholeView(report: Report): View | undefined {
  const [first] = report.memory;
  if (first === undefined) return undefined;
  const bands = bandsOf(report.steps.filter(({ depth }) => depth === 0)).filter(
    ({ toMs }) => toMs > first.atEpochMs,
  );
  const span = {
    fromMs: first.atEpochMs,
    toMs: Math.max(first.atEpochMs + 1000, ...bands.map(({ toMs }) => toMs)),
  };
  return viewOf(report, {
    id: 'whole',
    title: 'The instance from its first second to its last',
    bands,
    ...span,
  });
}

/** Each step of the rehearsal in which clients asked steadily, with its parts. */
export function loadedViews(report: Report): View[] {
  const { steps } = report;
  return steps.flatMap((step, index) => {
    const [act] = bandsOf([step]);
    if (step.depth > 0 || !act || !report.timeline.some((period) => isWithin(act, period))) return [];
    const next = steps.findIndex(({ depth }, other) => other > index && depth === 0);
    const parts = steps.slice(index + 1, next < 0 ? undefined : next).filter(({ depth }) => depth === 1);
    return [viewOf(report, { ...act, id: `act-${index}`, bands: bandsOf(parts) })];
  });
}

/** The seconds of a period, by the wall clock, without the begun one at its end, which would look like a drop. */
export const secondsOf = ({ startedAtEpochMs, seconds }: LoadPeriod): TimedSecond[] =>
  seconds
    .filter(({ failures }, index) => index < seconds.length - 1 || failures > 0)
    .map((second) => ({ ...second, atMs: startedAtEpochMs + (second.second + 0.5) * 1000 }));

export const isWithin = ({ fromMs, toMs }: Pick<Band, 'fromMs' | 'toMs'>, { startedAtEpochMs }: LoadPeriod) =>
  startedAtEpochMs >= fromMs && startedAtEpochMs <= toMs;

const bandsOf = (steps: readonly ReportStep[]): Band[] =>
  steps.map(({ name: title, ok, startedAtEpochMs: fromMs, seconds, note }) => ({
    ...{ title, ok, fromMs, note },
    toMs: fromMs + seconds * 1000,
  }));

function viewOf(
  { timeline, memory, figures }: Report,
  part: Pick<View, 'id' | 'title' | 'fromMs' | 'toMs' | 'bands'>,
): View {
  const { fromMs, toMs } = part;
  const isInside = (atMs: number) => atMs >= fromMs && atMs <= toMs;
  return {
    ...part,
    originMs: memory[0]?.atEpochMs ?? fromMs,
    seconds: timeline.flatMap(secondsOf).filter(({ atMs }) => isInside(atMs)),
    memory: memory.filter(({ atEpochMs }) => isInside(atEpochMs)),
    memoryLimitMiB: figures.memoryLimitMiB ?? 1024,
  };
}
