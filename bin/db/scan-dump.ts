import { type Adaptation, adaptStatement } from './adapt-statement';
import { readDump, type ReadDumpOptions } from './read-dump';
import type { DumpPart } from './split-dump';

/** What a dump does to one table. */
export interface DumpedTable {
  readonly name: string;
  /** It is dropped before it is made. */
  readonly drops: boolean;
  readonly creates: boolean;
  readonly inserts: boolean;
}

/** What a dump would do, read before it does any of it. */
export interface DumpFacts {
  /** Its last line says that it is whole. */
  readonly complete: boolean;
  readonly tables: readonly DumpedTable[];
  /** Databases that its tables go into, as far as it names any. */
  readonly databases: readonly string[];
  readonly adaptations: Readonly<Partial<Record<Adaptation, number>>>;
  /** Triggers and functions, which a server with a binary log does not let everybody make. */
  readonly storedPrograms: number;
  /** Collations of MariaDB's that MySQL does not know. */
  readonly foreignCollations: readonly string[];
}

const name = '`((?:[^`]|``)+)`|(\\w+)';
const tableStatement = new RegExp(
  `^\\s*(DROP\\s+TABLE(?:\\s+IF\\s+EXISTS)?|CREATE\\s+TABLE(?:\\s+IF\\s+NOT\\s+EXISTS)?|(?:INSERT|REPLACE)(?:\\s+IGNORE)?\\s+INTO)\\s+(?:${name})`,
  'i',
);
const databaseStatement = new RegExp(
  `^\\s*(?:/\\*!\\d*\\s*)?(?:CREATE\\s+DATABASE|USE)\\s+(?:/\\*!\\d*\\s*)?(?:IF\\s+(?:NOT\\s+)?EXISTS\\s*)?(?:\\*/\\s*)?(?:${name})`,
  'i',
);
const foreignCollation = /\bCOLLATE[\s=]+(\w*uca1400\w*)/gi;
const storedProgram = /^(?:\s|\/\*!\d*|\*\/|\bCREATE\b|\bDEFINER\s*=\s*\S+)*\b(?:TRIGGER|FUNCTION)\b/i;
const trailer = /^-- Dump completed\b/;

/** Reads the whole file and keeps its facts. */
export async function scanDump(file: string, options: ReadDumpOptions = {}): Promise<DumpFacts> {
  const scan = new DumpScan();
  for await (const part of readDump(file, options)) scan.add(part);
  return scan.facts();
}

export class DumpScan {
  private complete = false;
  private readonly tables = new Map<string, { drops: boolean; creates: boolean; inserts: boolean }>();
  private readonly databases = new Set<string>();
  private readonly adaptations: Partial<Record<Adaptation, number>> = {};
  private storedPrograms = 0;
  private readonly foreignCollations = new Set<string>();

  add({ text }: DumpPart): void {
    if (text.trim() === '') return;
    this.complete = trailer.test(text);
    const { adaptation } = adaptStatement(text);
    if (adaptation !== undefined) this.adaptations[adaptation] = (this.adaptations[adaptation] ?? 0) + 1;
    const database = databaseStatement.exec(text.slice(0, 1_000));
    if (database !== null) this.databases.add(decoded(database[1] ?? database[2] ?? ''));
    if (/\bCREATE\b/i.test(text.slice(0, 100)) && storedProgram.test(text.slice(0, 1_000)))
      this.storedPrograms += 1;
    this.addTable(text);
  }

  facts(): DumpFacts {
    return {
      complete: this.complete,
      tables: [...this.tables].map(([table, facts]) => ({ name: table, ...facts })),
      databases: [...this.databases],
      adaptations: this.adaptations,
      storedPrograms: this.storedPrograms,
      foreignCollations: [...this.foreignCollations],
    };
  }

  private addTable(text: string): void {
    const [, verb = '', quotedName, bareName = ''] = tableStatement.exec(text.slice(0, 1_000)) ?? [];
    if (verb === '') return;
    const table = decoded(quotedName ?? bareName);
    const facts = this.tables.get(table) ?? { drops: false, creates: false, inserts: false };
    const kind = verb.slice(0, 4).toUpperCase();
    if (kind === 'DROP') facts.drops = true;
    if (kind === 'CREA') facts.creates = true;
    if (kind === 'INSE' || kind === 'REPL') facts.inserts = true;
    this.tables.set(table, facts);
    if (kind !== 'CREA') return;
    for (const [, collation = ''] of text.matchAll(foreignCollation)) this.foreignCollations.add(collation);
  }
}

/** A name out of bytes and quotes. */
const decoded = (bytes: string) => Buffer.from(bytes, 'latin1').toString('utf8').replaceAll('``', '`');
