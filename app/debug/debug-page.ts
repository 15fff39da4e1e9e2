import type { TracedCacheOperation, TracedQuery } from '../platform/tracer';
import { Html, markup } from './markup';
import type { RecordedRequest } from './request-recorder';
import { counted, sumMs } from './server-timing';
import { showValues } from './show-values';

/** Works without a script: what is folded are `<details>`, what is drawn is SVG. */
export const renderPage = (requests: readonly RecordedRequest[]): string =>
  markup`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <meta name="color-scheme" content="light dark" />
      <title>Requests</title>
      ${new Html(`<style>${style}</style>`)}
      <header>
        <h1>Requests</h1>
        <p>The last ${requests.length}, newest first. <a href="">Refresh</a></p>
      </header>
      <main>
        ${requests.length === 0 ? markup`<p class="none">None yet: make one, then refresh.</p>` : columns}
        ${requests.map(renderRequest)}
      </main>
    </html>`.text;

const columns = markup`<div class="row columns">
  <span>time</span><span>request</span><span>status</span> <span class="number">total</span
  ><span class="number">SQL</span><span>cache</span>
</div>`;

function renderRequest(request: RecordedRequest): Html {
  const { method, url, end, at, queries, cache } = request;
  const sameText = repetitions(queries);
  return markup`<details>
    <summary class="row">
      <time>${at.toISOString().slice(11, 23)}</time>
      <span class="url"><b>${method}</b> ${url}</span>
      <span class="${statusClass(end?.status)}">${end?.status ?? 'under way'}</span>
      <span class="number">${end ? milliseconds(end.ms) : ''}</span>
      <span class="number"
        >${queries.length > 0 ? `${queries.length} in ${milliseconds(sumMs(queries))}` : '–'}
        ${isRepeated(sameText) ? badge('warn', 'repeated') : undefined}</span
      >
      <span>${cache.map(({ outcome }) => badge(outcome === 'hit' ? 'good' : 'plain', outcome))}</span>
    </summary>
    <div class="inside">
      <p class="facts">
        request id <code>${request.id}</code> ${end ? markup`&middot; route <code>${end.route}</code>` : undefined}
      </p>
      ${renderQueries(request, sameText)} ${renderCache(request)}
    </div>
  </details> `;
}

function renderQueries(request: RecordedRequest, sameText: ReadonlyMap<string, number>): Html {
  const { queries } = request;
  if (queries.length === 0) return markup`<h2>No SQL</h2>`;
  return markup`<h2>
      ${counted(queries.length, 'SQL statement', 'SQL statements')} in ${milliseconds(sumMs(queries))}
    </h2>
    <ol>
      ${queries.map((query) => renderQuery(query, request, sameText.get(query.sql) ?? 1))}
    </ol>`;
}

const renderQuery = (query: TracedQuery, request: RecordedRequest, times: number) =>
  markup`<li>
    <div class="timing">
      ${bar(query, request)} ${milliseconds(query.ms)}
      ${times > 1 && !isBoundary(query.sql) ? badge('warn', `${times} times the same statement`) : undefined}
    </div>
    <pre>${withoutIndent(query.sql)}</pre>
    ${query.values.length > 0 ? markup`<p class="values">with ${showValues(query.values)}</p>` : undefined}
  </li> `;

function renderCache(request: RecordedRequest): Html {
  const { cache } = request;
  if (cache.length === 0) return markup`<h2>The cache was not asked</h2>`;
  return markup`<h2>${counted(cache.length, 'cache operation', 'cache operations')}</h2>
    <table>
      <tr>
        <th>operation</th>
        <th>key</th>
        <th>outcome</th>
        <th>time to live</th>
        <th>took</th>
        <th></th>
      </tr>
      ${cache.map((operation) => renderOperation(operation, request))}
    </table>`;
}

const renderOperation = (operation: TracedCacheOperation, request: RecordedRequest) =>
  markup`<tr>
    <td>${operation.operation}</td>
    <td><code>${operation.key}</code></td>
    <td>${badge(operation.outcome === 'hit' ? 'good' : 'plain', operation.outcome)}</td>
    <td>${operation.ttlSeconds === undefined ? '–' : `${operation.ttlSeconds} s`}</td>
    <td class="number">${milliseconds(operation.ms)}</td>
    <td>${bar(operation, request)}</td>
  </tr> `;

/** Statements are indented as the program around them is. */
function withoutIndent(sql: string): string {
  const [first = '', ...lines] = sql.split('\n').filter((line) => line.trim() !== '');
  const indent = Math.min(...lines.map((line) => line.search(/\S/)));
  return [first.trimStart(), ...lines.map((line) => line.slice(indent))].join('\n');
}

/** When within its request something happened, and for how long. */
function bar({ startMs, ms }: { startMs: number; ms: number }, request: RecordedRequest): Html {
  const totalMs = Math.max(request.end?.ms ?? 0, startMs + ms - request.startMs, 0.001);
  const percent = (part: number) => ((100 * part) / totalMs).toFixed(2);
  return markup`<svg class="bar" role="presentation">
    <rect class="track" width="100%" height="100%" rx="3" />
    <rect
      class="span"
      x="${percent(startMs - request.startMs)}%"
      width="${percent(ms)}%"
      height="100%"
      rx="2"
    />
  </svg>`;
}

/** How often each statement was sent: the same one again and again is what a loop around a query looks like (N+1). */
function repetitions(queries: readonly TracedQuery[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { sql } of queries) counts.set(sql, (counts.get(sql) ?? 0) + 1);
  return counts;
}

/** A transaction that was begun twice is no query in a loop. */
const isBoundary = (sql: string) => /^(BEGIN|COMMIT|ROLLBACK)$/.test(sql);

const isRepeated = (counts: ReadonlyMap<string, number>) =>
  [...counts].some(([sql, count]) => count > 1 && !isBoundary(sql));

const badge = (kind: 'good' | 'warn' | 'plain', text: string) =>
  markup`<span class="badge ${kind}">${text}</span> `;

const milliseconds = (ms: number) => `${ms.toFixed(1)} ms`;

const statusClass = (status = 0) => `status s${Math.floor(status / 100)}`;

export const style = `
:root { color-scheme: light dark; --line: light-dark(#dde1e6, #343a40); --soft: light-dark(#5b6570, #9aa4ae);
  --paper: light-dark(#fff, #1b1f23); --accent: light-dark(#2463c2, #78a9ff); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 78rem; padding: 1.5rem; background: light-dark(#f4f6f8, #121518);
  color: light-dark(#1c2126, #e6e9ec); font: 14px/1.5 system-ui, sans-serif; }
header { display: flex; align-items: baseline; gap: 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .75rem; }
h2 { font-size: .95rem; margin: 1.2rem 0 .5rem; }
a { color: var(--accent); }
header p, .columns, time, .facts, .values, th { color: var(--soft); }
main { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.none { padding: 2rem; text-align: center; color: var(--soft); }
.row { display: grid; grid-template-columns: 7rem minmax(12rem, 1fr) 5.5rem 5.5rem 11rem 9rem; gap: 0 1.5rem;
  align-items: baseline; padding: .45rem 1rem; font-variant-numeric: tabular-nums; }
.columns { font-size: .8rem; border-bottom: 1px solid var(--line); }
details + details { border-top: 1px solid var(--line); }
summary { cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary:hover, details[open] > summary { background: light-dark(#eef3fa, #20262d); }
summary:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
.url { overflow-wrap: anywhere; }
.number { text-align: right; }
.status { font-weight: 600; }
.s2 { color: light-dark(#13795b, #5fd0a4); }
.s3 { color: var(--accent); }
.s4 { color: light-dark(#8a5a00, #e8b04a); }
.s5 { color: light-dark(#b3261e, #ff8a80); }
.badge { display: inline-block; padding: 0 .5em; border-radius: 1em; font-size: .8rem; white-space: nowrap; }
.good { background: light-dark(#d3f3e4, #12402f); color: light-dark(#0b5c43, #86e2bd); }
.warn { background: light-dark(#ffe9c2, #4a3408); color: light-dark(#7a4b00, #ffcf7d); }
.plain { background: light-dark(#e6eaee, #30363d); }
.inside { padding: .5rem 1rem 1.2rem; border-top: 1px dashed var(--line); }
.facts { margin: .2rem 0; }
ol { margin: 0; padding-left: 1.6rem; }
li { margin-bottom: .8rem; }
li::marker { color: var(--soft); }
.timing { display: flex; align-items: center; gap: .75rem; }
.bar { width: 12rem; height: .6rem; flex: none; vertical-align: middle; }
.track { fill: var(--line); }
.span { fill: var(--accent); min-width: 2px; }
pre { margin: .3rem 0; padding: .5rem .7rem; border-radius: 6px; background: light-dark(#f4f6f8, #121518);
  font: 12.5px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
code { font: 12.5px ui-monospace, monospace; }
.values { margin: 0; overflow-wrap: anywhere; font-size: .85rem; }
table { border-collapse: collapse; }
th, td { padding: .25rem 1.2rem .25rem 0; text-align: left; font-weight: normal; }
td.number { text-align: right; }
@media (max-width: 60rem) { .columns { display: none; } .row { grid-template-columns: 1fr auto auto; } time { display: none; } }
`;
