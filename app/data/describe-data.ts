import type { TableDigest } from './read-rows';

type Digests = ReadonlyMap<string, TableDigest>;
type Line = readonly [string, ...string[]];

/** Digits of a checksum that are enough for the eye. */
const shown = 12;

export const describeDump = (digests: Digests, { place, bytes }: { place: string; bytes: number }): string =>
  [
    ...columns([
      ['table', 'rows', 'sha-256'],
      ...[...digests].map(([name, { rows, sha256 }]): Line => [name, `${rows}`, sha256.slice(0, shown)]),
    ]),
    `${counted(digests)} in ${place}, ${Math.ceil(bytes / 1024)} KiB`,
  ].join('\n');

export const describeComparison = (dumped: Digests, here: Digests): string => {
  const differing = [...dumped.keys()].filter((name) => !isSame(dumped.get(name), here.get(name)));
  return [
    ...columns([
      ['table', 'dumped', 'here', 'sha-256', 'same'],
      ...[...dumped].map(([name, { rows, sha256 }]): Line => {
        const same = differing.includes(name) ? 'NO' : 'yes';
        return [name, `${rows}`, `${here.get(name)?.rows ?? 0}`, sha256.slice(0, shown), same];
      }),
    ]),
    differing.length === 0
      ? `${counted(dumped)}: the same`
      : `not the same: ${differing.join(', ')}. Load once more, while nobody writes.`,
  ].join('\n');
};

export const isAlike = (dumped: Digests, here: Digests): boolean =>
  [...dumped].every(([name, digest]) => isSame(digest, here.get(name)));

const isSame = (one?: TableDigest, other?: TableDigest) =>
  one?.sha256 === other?.sha256 && one?.rows === other?.rows;

const counted = (digests: Digests) => {
  const rows = [...digests.values()].reduce((sum, digest) => sum + digest.rows, 0);
  return `${digests.size} tables, ${rows} rows`;
};

/** Numbers to the right. */
const columns = (lines: readonly Line[]): readonly string[] => {
  const widths =
    lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  const pad = (cell: string, column: number) =>
    /^\d+$/.test(cell) && column > 0 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
  return lines.map((line) => line.map(pad).join('  ').trimEnd());
};
