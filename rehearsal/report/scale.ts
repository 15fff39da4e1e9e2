/** From a value to where it is drawn. */
export type Scale = (value: number) => number;

export const linear =
  ([from, to]: readonly [number, number], [start, end]: readonly [number, number]): Scale =>
  (value) =>
    start + ((value - from) / (to - from || 1)) * (end - start);

/** Equal distances are equal factors; what is below the least is drawn at it. */
export const logarithmic = (
  [least, most]: readonly [number, number],
  range: readonly [number, number],
): Scale => {
  const scale = linear([Math.log(least), Math.log(most)], range);
  return (value) => scale(Math.log(Math.max(value, least)));
};

/** Powers of ten around all values. */
export function decades(values: readonly number[]): number[] {
  const present = values.filter((value) => value > 0);
  const first = Math.floor(Math.log10(Math.min(...present, 10)));
  const last = Math.ceil(Math.log10(Math.max(...present, 100)));
  return Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
}

/** Round values from 0 to the first that nothing exceeds. */
export function roundTicks(most: number, count = 3): number[] {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(most, count) / count));
  const step =
    [1, 2, 2.5, 5, 10]
      .map((factor) => factor * magnitude)
      .find((each) => each * count >= Math.max(most, count)) ?? most;
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

const timeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];

/** Whole seconds between two, at most `count` of them. */
export function timeTicks(fromSeconds: number, toSeconds: number, count = 12): number[] {
  const step = timeSteps.find((each) => (toSeconds - fromSeconds) / each <= count) ?? 7200;
  const first = Math.ceil(fromSeconds / step);
  const last = Math.floor(toSeconds / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step);
}
