import { InvalidArgumentError } from 'commander';

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** `90s`, `15m`, `1h`, `2d`, or a time such as `2026-11-22T01:00Z`: milliseconds since 1970. */
export function readSince(text: string, nowMs = Date.now()): number {
  const [, count, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return nowMs - Number(count) * (unitSeconds[unit] ?? 0) * 1_000;
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(time)) return time;
  throw new InvalidArgumentError('Allowed: 90s, 15m, 1h, 2d, or a time such as 2026-11-22T01:00Z.');
}
