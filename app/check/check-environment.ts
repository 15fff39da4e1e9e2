import { environmentVariables as names } from '../../contract';
import { type Environment, InvalidSettings, readSettings, type Settings } from '../config';
import { createContainer } from '../container';
import { startService } from '../platform/lifecycle';
import { answerChecks, askApi } from './answer-checks';
import { type Finding, runChecks } from './check';
import { nginxChecks } from './nginx-checks';
import { settingChecks } from './setting-checks';

export interface CheckReport {
  readonly deploy: boolean;
  readonly checks: number;
  /** Checks that could not be made because the settings are invalid. */
  readonly skipped: number;
  readonly findings: readonly Finding[];
}

/** Whether the API could start with this environment. */
export function checkSettings(environment: Environment): CheckReport {
  const { findings } = tryToRead(environment);
  return { deploy: false, checks: 1, skipped: 0, findings };
}

/** Whether it should be let into production so, with these directives of Nginx in front of it. */
export async function checkDeploy(environment: Environment, nginx: string): Promise<CheckReport> {
  const mode = environment[names.nodeEnvironment];
  // Told by itself, once; the rest is read as production would.
  const { settings, findings } = tryToRead({ ...environment, [names.nodeEnvironment]: 'production' });
  const always = [
    ...(mode === 'production' ? [] : [notProduction(mode)]),
    ...findings,
    ...runChecks(nginxChecks, nginx),
  ];
  const needSettings = settingChecks.length + answerChecks.length;
  const counts = { deploy: true, checks: 2 + nginxChecks.length + needSettings };
  if (settings === undefined) return { ...counts, skipped: needSettings, findings: always };
  const more = runChecks(settingChecks, { environment, settings, now: new Date() });
  return { ...counts, skipped: 0, findings: [...always, ...more, ...(await checkAnswers(settings))] };
}

const notProduction = (mode = 'nothing'): Finding => ({
  id: 'waffle.E002',
  severity: 'error',
  what: `${names.nodeEnvironment} is not production: unsafe settings are not refused, and the debug page may be there.`,
  got: mode,
  remedy: `${names.nodeEnvironment}=production`,
});

function tryToRead(environment: Environment): { settings?: Settings; findings: readonly Finding[] } {
  try {
    return { settings: readSettings(environment), findings: [] };
  } catch (error) {
    if (!(error instanceof InvalidSettings)) throw error;
    return { findings: error.problems.map(asFinding) };
  }
}

const asFinding = ({ name, got, allowed, change }: InvalidSettings['problems'][number]): Finding => ({
  id: 'waffle.E001',
  severity: 'error',
  what: `${name} is invalid; allowed: ${allowed}.`,
  got,
  remedy: change,
});

/** Starts the API on a port of its own; neither database nor Redis need be there. */
async function checkAnswers(settings: Settings): Promise<readonly Finding[]> {
  const container = createContainer({ ...settings, logLevel: 'silent' }, []);
  const service = await startService(container, { host: '127.0.0.1', port: 0 });
  try {
    return runChecks(answerChecks, await askApi(service.server, settings.allowedHosts[0] ?? ''));
  } finally {
    await service.stop();
  }
}
