import { type Box, lineHeight, padding, place, type Placed, titleHeight } from './layout';

const width = 520;
/** Where the outside ends and AWS begins: room for the arrows and what stands beside them. */
const outsideGap = 46;

export interface Picture {
  readonly title: string;
  /** For those who hear it. */
  readonly description: string;
  /** Side by side above the rest. */
  readonly outside: readonly Box[];
  readonly aws: Box;
  /** Elements over the boxes, once these have their places. */
  readonly marks: (outside: readonly Placed[], aws: Placed) => readonly string[];
}

/** An SVG of its own, narrow enough to be read on a phone. The same boxes make the same bytes. */
export const drawSvg = (picture: Picture): string => {
  const free = width - padding * (picture.outside.length - 1);
  const own = free / picture.outside.length;
  const loose = picture.outside.map((box, index) => place(box, index * (own + padding), 0, own));
  const outsideHeight = Math.max(...loose.map(({ height }) => height));
  const outside = loose.map((each) => ({ ...each, height: outsideHeight }));
  const aws = place(picture.aws, 0, outsideHeight + outsideGap, width);
  const height = aws.y + aws.height;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-12 -12 ${width + 24} ${height + 24}" width="${width + 24}" height="${height + 24}" role="img" aria-labelledby="title description">`,
    `<title id="title">${escape(picture.title)}</title>`,
    `<desc id="description">${escape(picture.description)}</desc>`,
    `<style>${style}</style>`,
    marker,
    `<rect class="page" x="-12" y="-12" width="100%" height="100%"/>`,
    ...outside.map(drawBox),
    drawBox(aws),
    ...picture.marks(outside, aws),
    '</svg>',
    '',
  ].join('\n');
};

/** Begins a line that belongs to the one above it. */
export const indent = '\u2003';

const drawBox = ({ box, x, y, width: wide, height, inside }: Placed): string =>
  [
    `<g class="box ${box.name}">`,
    `<rect x="${n(x)}" y="${n(y)}" width="${n(wide)}" height="${n(height)}" rx="6"/>`,
    text('title', x + padding, y + padding / 2 + titleHeight - 8, box.title),
    ...(box.lines ?? []).map((line, index) =>
      text(
        line.startsWith(indent) ? 'quiet' : 'line',
        x + padding + (line.startsWith(indent) ? padding : 0),
        y + padding / 2 + titleHeight + (index + 1) * lineHeight - 6,
        line.replace(indent, ''),
      ),
    ),
    ...inside.map(drawBox),
    '</g>',
  ].join('\n');

/** An arrow straight down, with words beside it. */
export const way = (x: number, from: number, to: number, label = '', labelY = 0): readonly string[] => [
  `<path class="way" d="M${n(x)} ${n(from)}V${n(to - 1)}" marker-end="url(#arrow)"/>`,
  ...(label === '' ? [] : [text('port', x + 8, labelY, label)]),
];

const marker =
  '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="head" d="M0 0L8 4L0 8z"/></marker></defs>';

const text = (kind: string, x: number, y: number, words: string) =>
  `<text class="${kind}" x="${n(x)}" y="${n(y)}">${escape(words)}</text>`;

/** A coordinate in tenths, so that no processor's rounding shows. */
export const n = (value: number) => String(Math.round(value * 10) / 10);

export const escape = (words: string) =>
  words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

/** Fits light and dark pages: a picture sees the reader's setting, not the page's. */
const style = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600 }
  .quiet { font-size: 12px; fill: #59636e }
  .port { font-weight: 600; fill: #0550ae }
  .page { fill: #ffffff }
  .box > rect { fill: none; stroke: #afb8c1 }
  .clients > rect, .home > rect, .authority > rect { fill: #f6f8fa }
  .aws > rect { stroke: #59636e }
  .network > rect { fill: #f4faf5; stroke: #4c8b5f }
  .public > rect { fill: #e6f4ea; stroke: #4c8b5f }
  .isolated > rect { fill: #eaf1fb; stroke: #4f77b3 }
  .server > rect, .database > rect, .address > rect { fill: #ffffff; stroke: #1f2328 }
  .balancer > rect, .tasks > rect, .cache > rect, .endpoints > rect { fill: #ffffff; stroke: #1f2328 }
  .group { fill: none; stroke: #b35900; stroke-dasharray: 5 4; stroke-width: 1.5 }
  .rules > rect { stroke: #b35900; stroke-dasharray: 5 4; stroke-width: 1.5 }
  .way { fill: none; stroke: #0550ae; stroke-width: 1.5 }
  .head { fill: #0550ae }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .quiet { fill: #9198a1 }
    .port { fill: #79c0ff }
    .page { fill: #0d1117 }
    .box > rect { stroke: #484f58 }
    .clients > rect, .home > rect, .authority > rect { fill: #161b22 }
    .aws > rect { stroke: #9198a1 }
    .network > rect { fill: #0f1a14; stroke: #3f7a51 }
    .public > rect { fill: #14291b; stroke: #3f7a51 }
    .isolated > rect { fill: #13203a; stroke: #4f77b3 }
    .server > rect, .database > rect, .address > rect { fill: #0d1117; stroke: #e6edf3 }
    .balancer > rect, .tasks > rect, .cache > rect, .endpoints > rect { fill: #0d1117; stroke: #e6edf3 }
    .group, .rules > rect { stroke: #d29922 }
    .way { stroke: #79c0ff }
    .head { fill: #79c0ff }
  }
`;
