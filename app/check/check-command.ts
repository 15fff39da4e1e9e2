import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs, parseEnv } from 'node:util';

import { releaseFiles } from '../../contract';
import type { Environment } from '../config';
import { type Finding, severities } from './check';
import { checkDeploy, checkSettings, type CheckReport } from './check-environment';
import { readNginxFiles } from './nginx-checks';

const exitCodes = { ok: 0, usage: 2, found: 3 } as const;

const usage = `usage: check [--deploy] [--env-file FILE] [--nginx DIRECTORY] [--fail-level ${severities.join('|')}] [--json]`;

const options = {
  deploy: { type: 'boolean' },
  json: { type: 'boolean' },
  'env-file': { type: 'string' },
  'fail-level': { type: 'string', default: 'warning' },
  nginx: { type: 'string', default: join(releaseFiles.deploymentDirectory, 'nginx') },
} as const;

/** What is wrong with how the command was called. */
class UsageError extends Error {}

/** `server.cjs check …`: prints what it finds, and resolves to the exit code. */
export async function checkCommand(
  words: readonly string[],
  environment: Environment,
  print: (text: string) => void,
): Promise<number> {
  try {
    const values = readWords(words);
    const subject = { ...environment, ...readVariables(values['env-file']) };
    const report = values.deploy
      ? await checkDeploy(
          subject,
          attempt(() => readNginxFiles(values.nginx)),
        )
      : checkSettings(subject);
    print(values.json ? JSON.stringify(report) : describeReport(report));
    return report.findings.some(isAtLeast(values['fail-level'])) ? exitCodes.found : exitCodes.ok;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    print(`${error.message}\n${usage}`);
    return exitCodes.usage;
  }
}

function readWords(words: readonly string[]) {
  const { values } = attempt(() => parseArgs({ args: [...words], options }));
  const level = values['fail-level'];
  if (severities.some((severity) => severity === level)) return values;
  throw new UsageError(`--fail-level: got ${JSON.stringify(level)}; allowed: ${severities.join(', ')}.`);
}

const readVariables = (file: string | undefined) =>
  file === undefined ? {} : attempt(() => parseEnv(readFileSync(file, 'utf8')));

function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

const isAtLeast =
  (level: string) =>
  ({ severity }: Finding) =>
    severities.findIndex((known) => known === severity) >= severities.findIndex((known) => known === level);

export function describeReport({ findings, checks, skipped }: CheckReport): string {
  const counts = severities
    .toReversed()
    .map(
      (severity) => [findings.filter((finding) => finding.severity === severity).length, severity] as const,
    )
    .filter(([count]) => count > 0)
    .map(([count, severity]) => `${count} ${severity}${count === 1 ? '' : 's'}`);
  const verdict = counts.length === 0 ? 'Nothing found' : `Found ${counts.join(' and ')}`;
  const rest = skipped === 0 ? '' : ` ${skipped} of them wait until the settings are valid.`;
  return [
    ...findings.map(describeFinding),
    `${verdict} in ${checks} check${checks === 1 ? '' : 's'}.${rest}`,
  ].join('\n');
}

const describeFinding = ({ id, severity, what, got, remedy }: Finding) =>
  `${severity.padEnd(7)}  ${id}  ${what}\n         got: ${got}\n         → ${remedy}\n`;
