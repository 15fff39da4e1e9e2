import { Transform } from 'node:stream';

/** What went through so far. */
export interface DumpProgress {
  bytes: number;
  tables: number;
  /** The table that is being written. */
  table: string;
  /** The last line of a whole dump was seen. */
  complete: boolean;
}

const heading = /^-- (?:Table structure for table|Dumping data for table) `(.+)`/;
const tableHeading = /^-- Table structure/;
const trailer = /^-- Dump completed\b/;
/** Of a line no more is kept: those of data have a megabyte. */
const keptOfLine = 200;

/** Lets a dump pass and reads the comments in it. */
export function watchDump(onProgress: (progress: DumpProgress) => void = () => undefined) {
  const progress: DumpProgress = { bytes: 0, tables: 0, table: '', complete: false };
  let line = '';
  const readLine = () => {
    const [, table] = heading.exec(line) ?? [];
    if (table !== undefined) progress.table = Buffer.from(table, 'latin1').toString('utf8');
    if (tableHeading.test(line)) progress.tables += 1;
    if (line.trim() !== '') progress.complete = trailer.test(line);
    line = '';
  };
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      progress.bytes += chunk.length;
      for (let start = 0; start < chunk.length;) {
        const end = chunk.indexOf(0x0a, start);
        const stop = end < 0 ? chunk.length : end;
        const room = keptOfLine - line.length;
        if (room > 0) line += chunk.toString('latin1', start, Math.min(stop, start + room));
        if (end >= 0) readLine();
        start = stop + 1;
      }
      onProgress(progress);
      done(null, chunk);
    },
    flush(done) {
      readLine();
      done();
    },
  });
  return { stream, progress };
}
