import { get_dmmf } from '@prisma/prisma-schema-wasm';

import type { ColumnShape, DatabaseShape, ForeignKeyShape, IndexShape } from './database-shape';

/** The shape that Prisma's own tool would give a MySQL database for this schema. Throws for what it does not know. */
export function shapeOfPrismaSchema(schema: string): DatabaseShape {
  const { datamodel } = JSON.parse(
    get_dmmf(JSON.stringify({ prismaSchema: [['schema.prisma', schema]], noColor: true })),
  ) as { datamodel: Datamodel };
  return Object.fromEntries(
    datamodel.models.map((model) => [
      tableOf(model),
      {
        columns: columnShapes(model, datamodel),
        indexes: indexShapes(model, datamodel),
        foreignKeys: foreignKeyShapes(model, datamodel),
      },
    ]),
  );
}

interface Datamodel {
  readonly models: readonly Model[];
  readonly enums: readonly {
    readonly name: string;
    readonly values: readonly { readonly name: string; readonly dbName: string | null }[];
  }[];
  readonly indexes: readonly Index[];
}

interface Model {
  readonly name: string;
  readonly dbName: string | null;
  readonly fields: readonly Field[];
}

interface Field {
  readonly name: string;
  readonly dbName?: string | null;
  readonly kind: 'scalar' | 'enum' | 'object';
  readonly type: string;
  readonly isRequired: boolean;
  readonly nativeType: readonly [string, readonly string[]] | null;
  readonly default?: string | number | boolean | { readonly name: string };
  readonly relationFromFields?: readonly string[];
  readonly relationToFields?: readonly string[];
  readonly relationOnDelete?: string;
  readonly relationOnUpdate?: string;
}

interface Index {
  readonly model: string;
  readonly type: 'id' | 'unique' | 'normal' | 'fulltext';
  readonly dbName?: string;
  readonly fields: readonly {
    readonly name: string;
    readonly length?: number;
    readonly sortOrder?: string;
  }[];
}

const tableOf = ({ dbName, name }: Model) => dbName ?? name;
const columnOf = ({ dbName, name }: Field) => dbName ?? name;

function columnShapes(model: Model, datamodel: Datamodel): Record<string, ColumnShape> {
  const columns = model.fields.filter(({ kind }) => kind !== 'object');
  return Object.fromEntries(columns.map((field) => [columnOf(field), columnShape(field, datamodel)]));
}

function columnShape(field: Field, datamodel: Datamodel): ColumnShape {
  const type = field.kind === 'enum' ? enumType(field, datamodel) : scalarType(field);
  const generated = typeof field.default === 'object' ? field.default.name : undefined;
  return {
    type,
    nullable: !field.isRequired,
    default: generated === undefined ? literalDefault(field.default) : generatedDefault(generated, type),
    autoIncrement: generated === 'autoincrement',
  };
}

function enumType({ type }: Field, { enums }: Datamodel): string {
  const values = enums.find(({ name }) => name === type)?.values ?? [];
  return `enum(${values.map(({ dbName, name }) => `'${dbName ?? name}'`).join(',')})`;
}

/** Prisma's types where the schema names none of the database's. */
const scalarTypes: Readonly<Record<string, string>> = {
  String: 'varchar(191)',
  Boolean: 'tinyint(1)',
  Int: 'int',
  BigInt: 'bigint',
  Float: 'double',
  Decimal: 'decimal(65,30)',
  DateTime: 'datetime(3)',
  Json: 'json',
  Bytes: 'longblob',
};

function scalarType({ nativeType, type, name }: Field): string {
  if (nativeType !== null) return nativeTypeName(nativeType);
  const known = scalarTypes[type];
  if (known === undefined)
    throw new Error(`Field ${name} has a type that this comparison does not know: ${type}`);
  return known;
}

/** `UnsignedSmallInt` is `smallint unsigned`, `VarChar(50)` is `varchar(50)`. */
function nativeTypeName([name, args]: readonly [string, readonly string[]]): string {
  const [, unsigned, base = ''] = /^(Unsigned)?(.+)$/.exec(name) ?? [];
  const fraction = ['DateTime', 'Time', 'Timestamp'].includes(base) && args[0] === '0';
  const suffix = args.length === 0 || fraction ? '' : `(${args.join(',')})`;
  return `${base.toLowerCase()}${suffix}${unsigned === undefined ? '' : ' unsigned'}`;
}

function generatedDefault(name: string, type: string): string | null {
  if (name !== 'now') return null;
  return `CURRENT_TIMESTAMP${/\(\d\)/.exec(type)?.[0] ?? ''}`;
}

function literalDefault(value: Field['default']): string | null {
  if (value === undefined) return null;
  return typeof value === 'boolean' ? String(Number(value)) : String(value);
}

function indexShapes(model: Model, { indexes }: Datamodel): Record<string, IndexShape> {
  const ofModel = indexes.filter((index) => index.model === model.name);
  return Object.fromEntries(ofModel.map((index) => [indexName(model, index), indexShape(model, index)]));
}

function indexShape(model: Model, { type, fields }: Index): IndexShape {
  return {
    kind: type === 'id' ? 'primary' : type,
    columns: fields.map(({ name, length, sortOrder }) => {
      const prefix = length === undefined || length === null ? '' : `(${length})`;
      return `${columnNamed(model, name)}${prefix}${sortOrder === 'desc' ? ' desc' : ''}`;
    }),
  };
}

function indexName(model: Model, { type, dbName, fields }: Index): string {
  if (type === 'id') return 'PRIMARY';
  if (dbName !== undefined && dbName !== null) return dbName;
  const columns = fields.map(({ name }) => columnNamed(model, name));
  return checkedName([tableOf(model), ...columns, type === 'unique' ? 'key' : 'idx']);
}

function columnNamed({ name: model, fields }: Model, name: string): string {
  const field = fields.find((candidate) => candidate.name === name);
  if (field === undefined) throw new Error(`Model ${model} has no field ${name}`);
  return columnOf(field);
}

/** MySQL takes 64 characters; beyond, Prisma shortens by rules that are not repeated here. */
function checkedName(parts: readonly string[]): string {
  const name = parts.join('_');
  if (name.length > 64) throw new Error(`${name} is too long a name: give the index a map: of its own`);
  return name;
}

function foreignKeyShapes(model: Model, datamodel: Datamodel): Record<string, ForeignKeyShape> {
  const relations = model.fields.filter((field) => (field.relationFromFields?.length ?? 0) > 0);
  return Object.fromEntries(relations.map((field) => foreignKeyShape(model, field, datamodel)));
}

function foreignKeyShape(model: Model, field: Field, { models }: Datamodel): [string, ForeignKeyShape] {
  const target = models.find(({ name }) => name === field.type);
  if (target === undefined) throw new Error(`There is no model ${field.type}`);
  const columns = (field.relationFromFields ?? []).map((name) => columnNamed(model, name));
  const targets = (field.relationToFields ?? []).map((name) => columnNamed(target, name));
  return [
    checkedName([tableOf(model), ...columns, 'fkey']),
    {
      columns,
      references: `${tableOf(target)}(${targets.join(',')})`,
      onDelete: actionOf(field.relationOnDelete ?? (field.isRequired ? 'Restrict' : 'SetNull')),
      onUpdate: actionOf(field.relationOnUpdate ?? 'Cascade'),
    },
  ];
}

/** `SetNull` is `SET NULL`. */
const actionOf = (action: string) => action.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toUpperCase();
