import { z } from 'zod';
import { rule } from './rule';

/** Read when it is there; ignored by git. */
export const defaultSettingsFile = 'cdk.local.json';

export const sourcesSettings = {
  settingsFile: rule({
    group: 'sources',
    schema: z.string().default(defaultSettingsFile),
    meaning: 'Your own settings, beside cdk.json and ignored by git; none reads no file',
    allowed: 'the path of a JSON file, seen from cdk.json, or none',
    change: '-c settingsFile=weekend.local.json',
  }),
  releaseArchiveFile: rule({
    group: 'sources',
    schema: z
      .string()
      .regex(/\.tar\.gz$/, 'it does not end in .tar.gz')
      .optional(),
    meaning: 'Release archive to deploy; empty, one is built from this checkout',
    allowed: 'the path of a release archive, which ends in .tar.gz, or empty',
    change: '-c releaseArchiveFile=dist/release.tar.gz, or run npm run release',
  }),
} as const;
