/** How long a stack is to exist after its last deploy. */
export interface TimeToLive {
  readonly hours: number;
}

export const timeToLiveGuide = {
  allowed: 'a number of hours or days from 1h to 90d, such as 8h or 3d, or empty',
  change: '-c timeToLive=8h; empty, the stack stays until you destroy it',
} as const;

const longestDays = 90;

/** Why a text is no time to live, or `undefined` when it is. */
export const timeToLiveProblem = (text: string): string | undefined => {
  const { hours } = read(text);
  if (Number.isNaN(hours)) return 'it is not a whole number followed by h (hours) or d (days)';
  if (hours < 1) return 'it would end before the deploy does';
  return hours > longestDays * 24 ? `it is longer than ${longestDays} days` : undefined;
};

/**
 * `8h` or `3d` as data.
 * @throws RangeError for what `timeToLiveProblem` finds
 */
export const parseTimeToLive = (text: string): TimeToLive => {
  const problem = timeToLiveProblem(text);
  if (problem !== undefined) throw new RangeError(`Time to live "${text}": ${problem}.`);
  return read(text);
};

const read = (text: string): TimeToLive => {
  const [, number = '', unit = ''] = /^(\d{1,6})\s*([hd])$/i.exec(text.trim()) ?? [];
  return { hours: number === '' ? NaN : Number(number) * (unit.toLowerCase() === 'd' ? 24 : 1) };
};

const anHourMs = 3_600_000;

/** The end of a time to live that begins now: the next full hour, so that a template says the same for an hour. */
export const endOfLife = (now: Date, { hours }: TimeToLive): Date =>
  new Date(Math.ceil((now.getTime() + hours * anHourMs) / anHourMs) * anHourMs);
