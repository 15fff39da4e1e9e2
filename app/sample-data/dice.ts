/**
 * Numbers that look random and follow from what they are for: the same seed, kind and index give the same ones, whatever was
 * made before. So a row is the same in every run, and a run can go on where another one ended.
 */
export class Dice {
  #state: number;

  constructor(seed: number, kind: string, index: number) {
    this.#state = mix(mix(mix(seed) ^ hashOf(kind)) ^ index);
  }

  /** From 0 to just below 1. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    return (mix(this.#state) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to just below the limit. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] ?? list[0];
  }

  /** Up to `most`, the fewer the greater the power: what a school likes is liked by many, and most things by nobody. */
  few(most: number, power: number): number {
    return Math.floor((most + 1) * this.next() ** power);
  }

  /** So many different whole numbers below the limit, which has to be much greater. */
  several(count: number, limit: number): number[] {
    const found = new Set<number>();
    while (found.size < count) found.add(this.below(limit));
    return [...found];
  }
}

/** Spreads every bit of a number over all 32 (the last steps of MurmurHash3). */
function mix(number: number): number {
  let bits = number | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/** FNV-1a */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash;
}
