import type { z } from 'zod';

/** What a setting is about: the sections of docs/settings.md, in this order. */
export const settingGroups = {
  project: 'Project and account',
  server: 'Server',
  media: 'Uploaded pictures',
  access: 'Access',
  https: 'Domain and certificate',
  database: 'Database',
  scaleOut: 'Scale-out',
  cost: 'Cost and time',
  pipeline: 'Pipeline',
  sources: 'Files',
} as const;

/** What the API runs on: one server with everything on it, or services of AWS that are many machines each. */
export const topologies = ['one-server', 'scale-out'] as const;
export type Topology = (typeof topologies)[number];

/** A setting: how its value is checked, and what an error says about the values allowed and the way out. */
export interface SettingRule<Schema extends z.ZodType = z.ZodType> {
  readonly group: keyof typeof settingGroups;
  readonly schema: Schema;
  /** One line for docs/settings.md. */
  readonly meaning: string;
  readonly allowed: string;
  /** What to type, with an example. */
  readonly change: string;
  /** Name of a setting without which this one would do nothing, silently. */
  readonly needs?: string;
  /** Topology without which this one would do nothing, silently. */
  readonly only?: Topology;
  /** A file may give an object; on the command line it is text like all others. */
  readonly takesObject?: boolean;
}

/** Keeps the type of the schema. */
export const rule = <Schema extends z.ZodType>(definition: SettingRule<Schema>) => definition;
