import { formatSeconds } from '../../bin/io/format';
import { figureRows, type Report } from '../report';
import { unexecuted } from '../unexecuted';
import { drawChart } from './chart';
import { keyFigures } from './key-figures';
import { Markup, markup } from './markup';
import { style } from './style';
import { faultTable, periodTable, stepTable, type Table } from './tables';
import { loadedViews, type View, wholeView } from './view';

/** One file that asks nobody for anything and runs no script. */
export function renderHtml(report: Report): string {
  const title = `Rehearsal of the deploy on ${report.image}`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${head(report)}
${failure(report)}
${tiles(report)}
${charts(report)}
${section('What clients saw', faults(report))}
${section('All figures', table({ head: ['figure', 'measured'], rows: figureRows(report.figures), numbers: [1] }))}
${section('Steps', table(stepTable(report.steps)))}
${section('Not executed here', markup`<ul>${unexecuted.map((each) => markup`<li>${each}</li>`)}</ul>`)}
</main>
</body>
</html>
`.text;
}

const head = ({
  ok,
  startedAt,
  seconds,
  cached,
  release = 'not built',
  failure,
}: Report): Markup => markup`<p>
<span class="verdict ${ok ? 'held' : 'broke'}">${ok ? 'Everything held' : `Failed in “${failure?.step ?? ''}”`}</span>
<span class="quiet">${startedAt.slice(0, 16).replace('T', ' ')} UTC, ${formatSeconds(seconds)}, release ${release},
${cached ? 'cached' : 'newly made'} root file systems</span></p>
<p>A machine with the memory and the processor of a t2.micro booted the user-data of the synthesized CloudFormation template, and clients used the
API on it over verified HTTPS: as they should, as they should not, and while releases, faults and a reboot went on. Every line below is from that one run.</p>`;

const failure = ({ failure: what }: Report): Markup | undefined =>
  what &&
  section(
    'Why it failed',
    markup`<p class="lines">${what.message}</p>
<details><summary>End of the log of the boot</summary><pre>${what.logTail}</pre></details>`,
  );

const tiles = ({ figures }: Report): Markup | undefined => {
  const shown = keyFigures(figures);
  if (shown.length === 0) return undefined;
  return markup`<dl class="tiles">${shown.map(([label, value]) => markup`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`;
};

function charts(report: Report): Markup | undefined {
  const whole = wholeView(report);
  if (whole === undefined) return undefined;
  const acts = loadedViews(report);
  return section(
    'Second by second',
    markup`<p>Each grey band is a step, named below its chart. The clock runs from the start of the instance. Where no clients asked steadily, the
upper two lanes are empty. Of the time to the answer, the scale is logarithmic, and it counts from when a request was due: a client that had to wait is in it.</p>
${chart(whole)}
${acts.map((act) => markup`<h3>${act.title}</h3>${chart(act)}`)}
${report.timeline.length > 0 ? table(periodTable(report)) : undefined}`,
  );
}

const chart = (view: View): Markup => markup`${wide(view.title, drawChart(view))}
<ol class="legend">${view.bands.map(
  ({ title, fromMs, toMs, note }) =>
    markup`<li>${title} <span class="quiet">${formatSeconds((toMs - fromMs) / 1000)}${note === undefined ? '' : `, ${note}`}</span></li>`,
)}</ol>`;

const faults = (report: Report): Markup =>
  report.faults.length === 0
    ? markup`<p>No fault was planted in this run.</p>`
    : markup`<p>Each fault was planted while clients read and wrote 60 times a second. <em>After</em> is when the deploy, or a probe, said what is wrong
or that all is well again; a gap is between two right answers to any of the clients; a write is lost when a client was told that it is done and it is
not in the database afterwards.</p>${table(faultTable(report.faults))}`;

const section = (title: string, content: Markup): Markup =>
  markup`<section><h2>${title}</h2>${content}</section>`;

/** Reached by keyboard too, because it may have to be scrolled. */
const wide = (label: string, content: Markup): Markup =>
  markup`<div class="wide" role="region" tabindex="0" aria-label="${label}">${content}</div>`;

function table({ head: titles, rows, numbers = [] }: Table): Markup {
  const kind = (column: number) => (numbers.includes(column) ? new Markup(' class="number"') : undefined);
  const line = (row: readonly string[]) =>
    markup`<tr${row.includes('FAILED') ? new Markup(' class="bad"') : undefined}>${row.map((cell, column) => markup`<td${kind(column)}>${cell}</td>`)}</tr>`;
  const content = markup`<table><thead><tr>${titles.map((title, column) => markup`<th scope="col"${kind(column)}>${title}</th>`)}</tr></thead>
<tbody>${rows.map(line)}</tbody></table>`;
  return wide(`Table: ${titles.join(', ')}`, content);
}
