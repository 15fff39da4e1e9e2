/** Memory of the API at one moment, in MiB. */
export interface MemorySample {
  readonly residentMiB: number;
  /** What JavaScript holds, waste that is not collected yet included. */
  readonly heapMiB: number;
}

export interface MemoryVerdict {
  /** Medians after warm-up and at the end. */
  readonly warmMiB: number;
  readonly endMiB: number;
  readonly grows: boolean;
}

/** What may lie between two medians of a process whose memory goes up and down and stays where it is. */
const noiseMiB = 12;
const noiseShare = 0.08;

/** Fewer samples say nothing. */
export const minSamples = 40;

/**
 * Whether memory grows after the warm-up, which is the first quarter: the median of the second quarter is compared with
 * that of the last. Medians, because collections make a saw of it, and because one peak is no growth.
 */
export function judgeMemory(seriesMiB: readonly number[]): MemoryVerdict {
  if (seriesMiB.length < minSamples)
    throw new Error(`The memory was seen ${seriesMiB.length} times; to judge it takes ${minSamples}.`);
  const quarter = Math.floor(seriesMiB.length / 4);
  const warmMiB = median(seriesMiB.slice(quarter, 2 * quarter));
  const endMiB = median(seriesMiB.slice(-quarter));
  return { warmMiB, endMiB, grows: endMiB - warmMiB > Math.max(noiseMiB, warmMiB * noiseShare) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = 0, high = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}
