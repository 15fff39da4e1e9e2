/** A box with a title, lines of text below it, and boxes inside. */
export interface Box {
  /** Class of the style sheet, and how other parts find it. */
  readonly name: string;
  readonly title: string;
  readonly lines?: readonly string[];
  readonly inside?: readonly Box[];
  /** @default 'column' */
  readonly direction?: 'row' | 'column';
  /** Share of the width among its neighbours in a row. @default 1 */
  readonly share?: number;
}

export interface Placed extends Rectangle {
  readonly box: Box;
  readonly inside: readonly Placed[];
}

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const padding = 12;
export const titleHeight = 24;
export const lineHeight = 18;
/** Where arrows lead from one box to the next. */
const gapOf = (box: Box) => (['zone', 'network'].includes(box.name) ? 40 : padding);

/** Places a box and all in it: of the given width, as high as what it holds. */
export const place = (box: Box, x: number, y: number, width: number): Placed => {
  const { lines = [], inside = [], direction = 'column' } = box;
  const textHeight = titleHeight + lines.length * lineHeight;
  const top = y + padding / 2 + textHeight + (inside.length > 0 ? padding / 2 : 0);
  const placed = direction === 'row' ? placeRow(box, x, top, width) : placeColumn(box, x, top, width);
  const bottom = Math.max(
    top - (inside.length > 0 ? 0 : padding / 2),
    ...placed.map((each) => each.y + each.height),
  );
  return {
    box,
    x,
    y,
    width,
    height: bottom + padding - y,
    inside: placed,
  };
};

const placeColumn = (box: Box, x: number, top: number, width: number): readonly Placed[] => {
  const placed: Placed[] = [];
  for (const each of box.inside ?? []) {
    const last = placed.at(-1);
    const y = last === undefined ? top : last.y + last.height + gapOf(box);
    placed.push(place(each, x + padding, y, width - 2 * padding));
  }
  return placed;
};

/** Side by side, each as high as the highest. */
const placeRow = ({ inside = [] }: Box, x: number, top: number, width: number): readonly Placed[] => {
  const free = width - 2 * padding - (inside.length - 1) * padding;
  const shares = inside.reduce((sum, { share = 1 }) => sum + share, 0);
  let left = x + padding;
  const placed = inside.map((box) => {
    const own = (free * (box.share ?? 1)) / shares;
    const result = place(box, left, top, own);
    left += own + padding;
    return result;
  });
  const height = Math.max(...placed.map((each) => each.height));
  return placed.map((each) => ({ ...each, height }));
};

/** The first placed box of a name, at any depth. */
export const find = (placed: Placed, name: string): Placed | undefined =>
  placed.box.name === name
    ? placed
    : placed.inside.map((each) => find(each, name)).find((each) => each !== undefined);
