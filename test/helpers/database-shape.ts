/** What a database looks like, in the words of `information_schema` of MySQL. */
export type DatabaseShape = Readonly<Record<string, TableShape>>;

export interface TableShape {
  readonly columns: Readonly<Record<string, ColumnShape>>;
  readonly indexes: Readonly<Record<string, IndexShape>>;
  readonly foreignKeys: Readonly<Record<string, ForeignKeyShape>>;
}

export interface ColumnShape {
  /** `varchar(150)`, `smallint unsigned`, `enum('a','b')` */
  readonly type: string;
  readonly nullable: boolean;
  readonly default: string | null;
  readonly autoIncrement: boolean;
}

export interface IndexShape {
  readonly kind: 'primary' | 'unique' | 'normal' | 'fulltext';
  readonly columns: readonly string[];
}

export interface ForeignKeyShape {
  readonly columns: readonly string[];
  readonly references: string;
  readonly onDelete: string;
  readonly onUpdate: string;
}

type Part = Readonly<Record<string, unknown>>;

/** One line for each difference; none when both are the same. */
export function compareShapes(schema: DatabaseShape, migrations: DatabaseShape): string[] {
  return compareParts('table', schema, migrations, (table, left, right) => [
    ...compareParts(`${table}: column`, left.columns, right.columns, compareProperties),
    ...compareParts(`${table}: index`, left.indexes, right.indexes, compareProperties),
    ...compareParts(`${table}: foreign key`, left.foreignKeys, right.foreignKeys, compareProperties),
  ]);
}

function compareParts<T extends object>(
  kind: string,
  schema: Readonly<Record<string, T>>,
  migrations: Readonly<Record<string, T>>,
  compare: (name: string, left: T, right: T) => string[],
): string[] {
  const names = [...new Set([...Object.keys(schema), ...Object.keys(migrations)])].sort();
  return names.flatMap((name) => {
    const [left, right] = [schema[name], migrations[name]];
    if (left === undefined) return [`${kind} ${name}: only in the migrations`];
    if (right === undefined) return [`${kind} ${name}: only in schema.prisma`];
    return compare(kind === 'table' ? name : `${kind} ${name}`, left, right);
  });
}

function compareProperties(name: string, left: object, right: object): string[] {
  return Object.keys(left).flatMap((property) => {
    const [expected, actual] = [left, right].map((part) => JSON.stringify((part as Part)[property]));
    return expected === actual
      ? []
      : [`${name}: ${property} is ${expected} in schema.prisma, ${actual} in the migrations`];
  });
}
