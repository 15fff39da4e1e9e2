/** The middle value, of an even number the mean of the two in the middle; undefined of nothing. */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2;
}

/** Undefined when one of them is unknown. */
export const ratio = (value: number | undefined, base: number | undefined): number | undefined =>
  value === undefined || base === undefined || base === 0 ? undefined : value / base;

/** The least and the greatest of the ratios of each pair that was measured in the same round. */
export function pairedSpread(
  values: readonly number[],
  bases: readonly number[],
): [number, number] | undefined {
  const ratios = values.flatMap((value, index) => ratio(value, bases[index]) ?? []);
  return ratios.length === 0 ? undefined : [Math.min(...ratios), Math.max(...ratios)];
}

/** Three significant digits, as far as the figures of a noisy machine are worth. */
export const rounded = <T extends number | undefined>(value: T): T =>
  (value === undefined ? undefined : Number(value.toPrecision(3))) as T;
