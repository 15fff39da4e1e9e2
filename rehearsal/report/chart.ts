import { formatMilliseconds } from './tables';
import { type Markup, markup } from './markup';
import { linear, type Scale, timeTicks } from './scale';
import type { Band, View } from './view';
import { type Lane, lanesOf, type Point, type Series } from './lanes';

const width = 1120;
const left = 56;
const right = 12;
const bandHeight = 24;
const laneTop = 36;
const laneHeight = 92;
const axisHeight = 26;
/** Of the letters of a label, on average. */
const letterWidth = 6.4;
const boldLetterWidth = 7.6;
/** Beyond this, what lies between two samples is unknown. */
const longestStepMs = 2500;

/** What happened from second to second: bands for what was done, and below them a lane for each quantity. */
export function drawChart(view: View): Markup {
  const lanes = lanesOf(view);
  const x = linear([view.fromMs, view.toMs], [left, width - right]);
  const bottom = bandHeight + lanes.length * (laneTop + laneHeight);
  const height = bottom + axisHeight;
  return markup`<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${view.id}-title ${view.id}-words">
<title id="${view.id}-title">${view.title}</title>
<desc id="${view.id}-words">${describe(view)}</desc>
${view.bands.map((band, index) => drawBand(band, index, x, bottom))}
${timeAxis(view, x, bottom)}
${lanes.map((lane, index) => drawLane(lane, x, bandHeight + index * (laneTop + laneHeight)))}
</svg>`;
}

/** Its number, and its title where there is room. */
function drawBand({ title, ok, fromMs, toMs }: Band, index: number, x: Scale, bottom: number): Markup {
  const start = Math.max(left, x(fromMs));
  const wide = Math.max(1, Math.min(width - right, x(toMs)) - start);
  const label = [`${index + 1} ${title}`, String(index + 1)].find(
    (each) => each.length * letterWidth + 6 <= wide,
  );
  const kind = ok ? `band ${index % 2 === 0 ? 'even' : 'odd'}` : 'band failed';
  return markup`<g class="${kind}"><title>${index + 1} ${title}</title><rect x="${n(start)}" y="0" width="${n(wide)}" height="${n(bottom)}"/>${
    label === undefined ? undefined : markup`<text x="${n(start + 4)}" y="16">${label}</text>`
  }</g>`;
}

const timeAxis = ({ fromMs, toMs, originMs }: View, x: Scale, bottom: number): readonly Markup[] =>
  timeTicks((fromMs - originMs) / 1000, (toMs - originMs) / 1000).map((second) => {
    const at = n(x(originMs + second * 1000));
    return markup`<path class="tick" d="M${at} ${bottom}v5"/><text class="quiet" x="${at}" y="${bottom + 19}" text-anchor="middle">${formatClock(second)}</text>`;
  });

function drawLane(lane: Lane, x: Scale, top: number): Markup {
  const bottom = top + laneTop + laneHeight;
  const y = lane.scale([bottom, top + laneTop]);
  const grid = lane.ticks.map((value) => {
    const at = n(y(value));
    return markup`<path class="grid" d="M${left} ${at}H${width - right}"/><text class="quiet" x="${left - 6}" y="${n(y(value) + 4)}" text-anchor="end">${lane.format(value)}</text>`;
  });
  return markup`<g>${grid}${lane.series.map((series) => drawSeries(series, x, y))}${drawHead(lane, top + 24)}</g>`;
}

/** The lane's name, and what its colours mean. */
function drawHead({ title, series }: Lane, y: number): readonly Markup[] {
  let at = left + title.length * boldLetterWidth + 24;
  const keys = series.map(({ name, kind }) => {
    const start = at;
    at += name.length * letterWidth + 34;
    return markup`<rect class="key ${kind}" x="${n(start)}" y="${y - 9}" width="10" height="10" rx="2"/><text class="quiet" x="${n(start + 15)}" y="${y}">${name}</text>`;
  });
  return [markup`<text class="lane" x="${left}" y="${y}">${title}</text>`, ...keys];
}

function drawSeries({ kind, shape, points }: Series, x: Scale, y: Scale): Markup {
  if (shape === 'bars') return markup`<path class="${kind}" d="${bars(points, x, y)}"/>`;
  const runs = unbroken(points);
  const paths = runs.map((run) => (shape === 'area' ? area(run, x, y) : line(run, x, y)));
  return markup`<path class="${shape} ${kind}" d="${paths.join('')}"/>`;
}

const line = (run: readonly Point[], x: Scale, y: Scale) =>
  run.map(({ atMs, to }, index) => `${index === 0 ? 'M' : 'L'}${n(x(atMs))} ${n(y(to))}`).join('');

const area = (run: readonly Point[], x: Scale, y: Scale) => {
  const back = run.toReversed().map(({ atMs, from = 0 }) => `L${n(x(atMs))} ${n(y(from))}`);
  return `${line(run, x, y)}${back.join('')}Z`;
};

/** At least two high: one failed request among sixty must be seen. */
const bars = (points: readonly Point[], x: Scale, y: Scale) => {
  const wide = Math.max(2, x(1000) - x(0));
  return points
    .filter(({ from = 0, to }) => to > from)
    .map(({ atMs, from = 0, to }) => {
      const high = Math.max(2, y(from) - y(to));
      return `M${n(x(atMs) - wide / 2)} ${n(y(from))}v${n(-high)}h${n(wide)}v${n(high)}Z`;
    })
    .join('');
};

/** Stretches without a hole. */
function unbroken(points: readonly Point[]): Point[][] {
  const runs: Point[][] = [];
  for (const point of points) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && point.atMs - last.atMs <= longestStepMs) run.push(point);
    if (!run || !last || point.atMs - last.atMs > longestStepMs) runs.push([point]);
  }
  return runs;
}

/** The chart in words, for those who hear it. */
function describe({ bands, seconds, memory, fromMs, toMs, originMs }: View): string {
  const sum = (of: 'answers' | 'failures') => seconds.reduce((total, second) => total + second[of], 0);
  const slowest = Math.max(0, ...seconds.map(({ p99Ms = 0 }) => p99Ms));
  const most = Math.max(0, ...memory.map(({ processesMiB }) => processesMiB));
  return [
    `From ${formatClock((fromMs - originMs) / 1000)} to ${formatClock((toMs - originMs) / 1000)}:`,
    `${sum('answers')} right answers in ${seconds.length} seconds of load, ${sum('failures')} failed requests,`,
    `99 of 100 answers of the slowest second within ${formatMilliseconds(slowest)},`,
    `memory of processes up to ${most} MiB.`,
    `Meanwhile: ${bands.map(({ title }, index) => `${index + 1} ${title}`).join('; ')}.`,
  ].join(' ');
}

/** `2:05`. */
export const formatClock = (seconds: number) => {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
};

/** A coordinate in tenths. */
const n = (value: number) => String(Math.round(value * 10) / 10);
