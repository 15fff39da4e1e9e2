import { shellWord, shellWords } from '../remote/shell-word';

/** What can be asked for, and where it is: units of the journal, files beside it. */
export const logSources = {
  app: { units: ['waffle-backend@*', 'waffle-migrate@*'], files: [] },
  nginx: { units: ['nginx.service'], files: ['/var/log/nginx/error.log'] },
  redis: { units: ['waffle-redis.service'], files: [] },
  deploy: { units: ['waffle-deploy-*'], files: [] },
  boot: { units: ['waffle-certificate.service'], files: ['/var/log/waffle-backend-boot.log'] },
} as const;

export type LogUnit = keyof typeof logSources | 'all';
export const logUnits = [...Object.keys(logSources), 'all'] as readonly LogUnit[];

/** Whoever follows and is cut off leaves it running for so long at most. */
export const followLimit = '1h';

export interface LogsOptions {
  readonly unit: LogUnit;
  /** As journalctl takes it: `-1h`, `@1763800000`. */
  readonly since?: string | undefined;
  /** Of each source at most, the newest. */
  readonly lines: number;
  readonly follow: boolean;
}

/** Prints entries of the journal as JSON, and lines of files after `file <path>` and a tab. */
export function logsScript({ unit, since, lines, follow }: LogsOptions): string {
  const sources = unit === 'all' ? Object.values(logSources) : [logSources[unit]];
  const units = sources.flatMap((source) => [...source.units]);
  const files: readonly string[] = sources.flatMap((source) => [...source.files]);
  const limit = follow ? ['timeout', '--foreground', followLimit] : [];
  const journal = shellWords([
    ...limit,
    ...['journalctl', '--no-pager', '--output=json'],
    '--output-fields=MESSAGE,_SYSTEMD_UNIT,SYSLOG_IDENTIFIER,PRIORITY,UNIT',
    `--lines=${lines}`,
    ...(since === undefined ? [] : [`--since=${since}`]),
    ...(follow ? ['--follow'] : []),
    ...units.map((name) => `--unit=${name}`),
  ]);
  const tails = files.map((file) => {
    const tail = shellWords([...limit, 'tail', ...(follow ? ['-F'] : []), '-n', String(lines), file]);
    return `${tail} 2>/dev/null | sed -u ${shellWord(`s|^|file ${file}\t|`)}`;
  });
  return follow ? `${[journal, ...tails].join(' &\n')} &\nwait\n` : `${[journal, ...tails].join('\n')}\n`;
}
