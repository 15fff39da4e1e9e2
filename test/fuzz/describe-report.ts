import { formatSeconds, formatTable } from '../../bin/io/format';
import { show } from './exchange';
import { type Finding, type FuzzReport, minRequestsForMemory } from './run-fuzz';

/** For a terminal: what was sent, what came of it, and how to see each finding again. */
export function describeReport(report: FuzzReport): string {
  return [
    describeLoad(report),
    describeMemory(report),
    ...report.findings.map(describeFinding),
    verdict(report),
  ].join('\n\n');
}

function describeLoad({ seed, sent, seconds, kinds, answers }: FuzzReport): string {
  return formatTable([
    ['seed', String(seed)],
    ['requests', `${sent} in ${formatSeconds(seconds)}, ${Math.round(sent / seconds)} a second`],
    [
      'of these',
      Object.entries(kinds)
        .map(([kind, count]) => `${count} ${kind}`)
        .join(', '),
    ],
    ['answers', describeCounts(byClass(answers))],
    ...Object.entries(answers).map(([about, counts]) => [about, describeCounts(counts)]),
  ]);
}

function byClass(answers: FuzzReport['answers']): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [status, count] of Object.values(answers).flatMap((each) => Object.entries(each))) {
    const key = status === 'none' ? 'without one' : `${status[0]}xx`;
    counts[key] = (counts[key] ?? 0) + count;
  }
  return counts;
}

const describeCounts = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

function describeMemory({ memory, samples }: FuzzReport): string {
  if (memory === undefined) return `memory    judged from ${minRequestsForMemory} requests on`;
  const rows = Object.entries(memory).map(([what, { warmMiB, endMiB, grows }]) => [
    `memory, ${what}`,
    `${warmMiB.toFixed(1)} MiB once warm, ${endMiB.toFixed(1)} MiB at the end${grows ? ': GROWS' : ''}`,
  ]);
  return formatTable([...rows, ['samples', String(samples.length)]]);
}

/** With the request as it goes over the wire, and what makes it again. */
export function describeFinding({ problem, seed, messages, onlyOnce = false }: Finding): string {
  return [
    `✖ ${problem}`,
    ...(messages ? ['  It was sent:', indent(show(messages))] : []),
    ...(onlyOnce ? ['  Sent again, alone, it did no harm: what it met matters too.'] : []),
    ...(seed === undefined ? [] : [`  → FUZZ_SEED=${seed} FUZZ_REQUESTS=1 npm run fuzz`]),
  ].join('\n');
}

const indent = (text: string) =>
  text
    .split('\n')
    .map((line) => `  | ${line}`)
    .join('\n');

const verdict = ({ findings }: FuzzReport) =>
  findings.length === 0
    ? 'Nothing was found.'
    : `Found ${findings.length} problem${findings.length === 1 ? '' : 's'}.`;
