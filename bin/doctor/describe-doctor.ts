import { formatTable } from '../io/format';
import type { Result } from './check';

const signs = { ok: '✔', warning: '!', failure: '✖' } as const;

/** One block, which shows neither the account nor an address. */
export function describeDoctor(results: readonly Result[]): string {
  const rows = results.flatMap(({ name, status, text, fix }) => {
    const [first = '', ...more] = text.split('\n');
    return [
      [signs[status], name, first],
      ...more.map((line) => ['', '', line]),
      ...(fix === undefined || status === 'ok' ? [] : [['', '', `→ ${fix}`]]),
    ];
  });
  return formatTable(rows);
}
