import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What time changes, and what follows from the checkout: moments, durations, ids of releases, Pebble's names for itself. */
const volatile: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z| UTC)?/g, '‹time›'],
  [/\d{8}[Tt]\d{6}[Zz](?:-[0-9a-f]{8})?(?:-next)?/g, '‹id by time›'],
  [/\d{4}-\d{2}-\d{2}/g, '‹date›'],
  [/"seconds": [\d.]+/g, '"seconds": ‹duration›'],
  [/\b\d+(?:\.\d+)? s\b/g, '‹duration›'],
  [/\b\d+ days\b/g, '‹days›'],
  [/\bPebble (Intermediate|Root) CA [0-9a-f]{6}\b/g, 'Pebble $1 CA'],
];

/** Amounts that grow while it runs, and files whose bytes hold times: their hashes and pictures. */
const isLeftOut = (file: string) => file.endsWith('.png') || file === 'manifest.json' || /10-cost/.test(file);

const settled = (text: string) =>
  volatile.reduce((shown, [pattern, word]) => shown.replace(pattern, word), text);

/** Lines that differ for another reason than time, `README.md:12: one ≠ other`. */
export function differences(one: string, other: string): readonly string[] {
  const files = (directory: string) =>
    readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.\w+$/.test(file))
      .sort();
  const [ours, theirs] = [files(one), files(other)];
  if (ours.join() !== theirs.join()) return [`files: ${ours.join(', ')} ≠ ${theirs.join(', ')}`];
  return ours.filter((file) => !isLeftOut(file)).flatMap((file) => inFile(file, one, other));
}

function inFile(file: string, one: string, other: string): readonly string[] {
  const lines = (directory: string) => settled(readFileSync(path.join(directory, file), 'utf8')).split('\n');
  const [before, after] = [lines(one), lines(other)];
  return Array.from({ length: Math.max(before.length, after.length) }, (_, index) => index)
    .filter((index) => before[index] !== after[index])
    .map((index) => `${file}:${index + 1}: ${before[index]} ≠ ${after[index]}`);
}
