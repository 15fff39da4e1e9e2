import type { z } from 'zod';
import { projectSettings } from './settings/project';
import { serverSettings } from './settings/server';
import { mediaSettings } from './settings/media';
import { accessSettings } from './settings/access';
import { httpsSettings } from './settings/https';
import { databaseSettings } from './settings/database';
import { scaleOutSettings } from './settings/scale-out';
import { costSettings } from './settings/cost';
import { pipelineSettings } from './settings/pipeline';
import { sourcesSettings } from './settings/sources';

export { defaultSettingsFile } from './settings/sources';
export { type SettingRule, settingGroups, topologies, type Topology } from './settings/rule';

/** Every setting of the stacks, as keys of CDK's context; empty means default. docs/settings.md is made of it. */
export const settingRules = {
  ...projectSettings,
  ...serverSettings,
  ...mediaSettings,
  ...accessSettings,
  ...httpsSettings,
  ...databaseSettings,
  ...scaleOutSettings,
  ...costSettings,
  ...pipelineSettings,
  ...sourcesSettings,
} as const;

export type SettingName = keyof typeof settingRules;

type AnySettings = {
  readonly [Name in SettingName]: z.output<(typeof settingRules)[Name]['schema']>;
};

/** Without a domain there is nothing to certify and no record to make: what `needs` one is absent. */
type DomainSettings =
  | { readonly domain: string }
  | Readonly<Record<'domain' | 'certificateEmail' | 'acmeCaUrl' | 'hostedZoneId', undefined>>;

/** The validated settings; optional ones are `undefined` when not set. */
export type Settings = AnySettings & DomainSettings;

export const settingNames = Object.keys(settingRules) as readonly SettingName[];
