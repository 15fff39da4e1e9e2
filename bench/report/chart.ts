import type { FiguresByStack } from './figures';

export interface ChartOptions {
  readonly stacks: FiguresByStack;
  readonly titles: Readonly<Record<string, string>>;
  /** The stack whose bars stand out. */
  readonly highlighted: string;
  readonly subtitle: string;
}

const width = 960;
const left = 340;
const right = 90;
const top = 92;
const barHeight = 14;
const rowHeight = 46;

/** Fits light and dark pages: a picture sees the reader's setting, not the page's. */
const style = `
  text { font: 14px system-ui, sans-serif; fill: #1f2328 }
  .page { fill: #ffffff }
  .title { font-size: 18px; font-weight: 600 }
  .quiet { fill: #59636e }
  .hit { fill: #8fb8de } .name { fill: #d8c48a }
  .ours .hit { fill: #1f6feb } .ours .name { fill: #b8860b } .ours text { font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117 } text { fill: #e6edf3 } .quiet { fill: #9198a1 }
    .hit { fill: #3d5a78 } .name { fill: #6b5d33 }
    .ours .hit { fill: #58a6ff } .ours .name { fill: #d9a521 }
  }`;

/** Horizontal bars, fastest first: cached hits and `?name=`, both as times the original stack. An SVG of its own. */
export function chartSvg({ stacks, titles, highlighted, subtitle }: ChartOptions): string {
  const rows = Object.entries(stacks)
    .filter(([, figures]) => figures.timesOriginal !== undefined)
    .sort(([, a], [, b]) => (b.timesOriginal ?? 0) - (a.timesOriginal ?? 0));
  const longest = Math.max(
    1,
    ...rows.flatMap(([, { timesOriginal = 0, nameTimesOriginal = 0 }]) => [timesOriginal, nameTimesOriginal]),
  );
  const scale = (value: number) => ((width - left - right) * value) / longest;
  const height = top + rows.length * rowHeight + 10;
  const groups = rows.map(([name, figures], index) => {
    const y = top + index * rowHeight;
    const label = `<text x="${left - 14}" y="${y + 19}" text-anchor="end">${escape(titles[name] ?? name)}</text>`;
    const bars = [
      bar('hit', figures.timesOriginal, y, scale),
      bar('name', figures.nameTimesOriginal, y + barHeight + 2, scale),
    ];
    return `<g${name === highlighted ? ' class="ours"' : ''}>${label}${bars.join('')}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Requests per second of each stack, times the original">
<style>${style}
</style>
<rect class="page" width="100%" height="100%"/>
<text class="title" x="14" y="28">Requests per second, times the original stack</text>
<text class="quiet" x="14" y="50">${escape(subtitle)}</text>
${legend}
${groups.join('\n')}
</svg>
`;
}

const legend = `<g class="ours"><rect class="hit" x="14" y="64" width="14" height="14"/><rect class="name" x="150" y="64" width="14" height="14"/></g>
<text x="34" y="76">cached list</text><text x="170" y="76">?name= (never cached), all ask for the same</text>`;

function bar(
  kind: 'hit' | 'name',
  value: number | undefined,
  y: number,
  scale: (value: number) => number,
): string {
  if (value === undefined) return '';
  const length = scale(value).toFixed(1);
  const number = `<text x="${left + Number(length) + 6}" y="${y + 12}" font-size="12">${value}</text>`;
  return `<rect class="${kind}" x="${left}" y="${y}" width="${length}" height="${barHeight}"/>${number}`;
}

const escape = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
