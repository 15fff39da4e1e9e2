import { formatBytes, formatSeconds } from '../io/format';
import type { DumpReceipt } from './dump-database';
import type { LoadReceipt } from './load-database';
import { showRows } from './load-plan';

export const showReceipt = ({ file, bytes, sqlBytes, tables, seconds, sha256 }: DumpReceipt) =>
  [
    `${file}: ${formatBytes(bytes)}${bytes === sqlBytes ? '' : ` (${formatBytes(sqlBytes)} of SQL)`}, ${tables} ${tables === 1 ? 'table' : 'tables'}, ${formatSeconds(seconds)}`,
    `sha256 ${sha256}`,
    'Whole: its last line was seen. Your user alone can read it.',
  ].join('\n');

export const loadFacts = ({ before, after, ...facts }: LoadReceipt) => ({
  ...facts,
  rowsBefore: Object.fromEntries(before),
  rowsAfter: Object.fromEntries(after),
});

export const showLoad = ({ database, before, after, backup, seconds }: LoadReceipt) =>
  [
    showRows(before, after),
    '',
    `Loaded into ${database} in ${formatSeconds(seconds)}.${backup === undefined ? '' : ` What was there is in ${backup.file}.`}`,
    'If it is older than the release: waffle deploy applies the migrations that it lacks.',
  ].join('\n');
