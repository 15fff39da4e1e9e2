import { settingNames, settingRules, type SettingName, type SettingRule, type Settings } from './settings';
import type { SettingProblem } from './settings-error';

/** Two settings that are right alone and wrong together. */
interface CrossRule {
  /** The one to report. */
  readonly setting: SettingName;
  /** Why they cannot both be as they are; `undefined` when they can. A setting that is wrong by itself is `undefined`. */
  readonly problem: (settings: Partial<Settings>) => string | undefined;
  readonly allowed: string;
  readonly change: string;
}

const crossRules: readonly CrossRule[] = [
  {
    setting: 'databaseBackupDays',
    // FreeTierRestrictionError for 7 and 35 days, as users report it in 2026 (https://github.com/yc-software/qm/issues/352).
    problem: ({ accountPlan, databaseBackupDays = 0 }) =>
      accountPlan === 'credit-free' && databaseBackupDays > 1
        ? 'an account on the Free plan (accountPlan is credit-free) may keep backups for one day at most'
        : undefined,
    allowed: '0 or 1 with accountPlan=credit-free',
    change: '-c databaseBackupDays=1, or -c accountPlan=credit-paid once the account is upgraded',
  },
  {
    setting: 'topology',
    problem: ({ topology, domain, hostedZoneId }) =>
      topology === 'scale-out' && (domain === undefined || hostedZoneId === undefined)
        ? 'its load balancer needs a certificate, which is proven in the zone of the domain'
        : undefined,
    allowed: 'one-server; scale-out together with domain and hostedZoneId',
    change: '-c domain=api.example.com -c hostedZoneId=Z0123456789EXAMPLE',
  },
  {
    setting: 'maxTasks',
    problem: ({ minTasks = 1, maxTasks = minTasks }) =>
      maxTasks < minTasks ? `the least (minTasks) is ${minTasks}` : undefined,
    allowed: 'minTasks or more',
    change: '-c maxTasks=6 -c minTasks=2',
  },
  {
    setting: 'terminationProtection',
    problem: ({ terminationProtection, timeToLive }) =>
      terminationProtection === 'on' && timeToLive !== undefined
        ? 'it would keep the stack from deleting itself when its time is over (timeToLive)'
        : undefined,
    allowed: 'off with a timeToLive; on without one',
    change: '-c terminationProtection=off, or -c timeToLive= to keep the stack',
  },
];

/** What is wrong with settings taken together. `set` are those that somebody gave, others have their default. */
export const crossProblems = (
  settings: Partial<Settings>,
  set: readonly SettingName[],
): readonly SettingProblem[] => [
  ...settingNames.filter((name) => set.includes(name)).flatMap((name) => uselessAlone(name, settings, set)),
  ...settingNames.filter((name) => set.includes(name)).flatMap((name) => uselessHere(name, settings)),
  ...crossRules.flatMap((rule) => broken(rule, settings)),
];

/** A setting that would do nothing, silently, for want of another one. */
const uselessAlone = (
  setting: SettingName,
  settings: Partial<Settings>,
  set: readonly SettingName[],
): readonly SettingProblem[] => {
  const { needs, allowed }: SettingRule = settingRules[setting];
  const isWrong = settings[setting] === undefined;
  if (isWrong || needs === undefined || (set as readonly string[]).includes(needs)) return [];
  const change = `${settingRules[needs as SettingName].change}, or -c ${setting}= to take it away`;
  const reason = `it has no effect without ${needs}`;
  return [
    { setting, got: settings[setting], reason, allowed: `${allowed}; only together with ${needs}`, change },
  ];
};

/** A setting that the chosen topology has no use for. */
const uselessHere = (setting: SettingName, settings: Partial<Settings>): readonly SettingProblem[] => {
  const { only, allowed }: SettingRule = settingRules[setting];
  const { topology } = settings;
  const isWrong = settings[setting] === undefined;
  if (isWrong || only === undefined || topology === undefined || topology === only) return [];
  const change = `-c ${setting}= to take it away, or -c topology=${only}`;
  const reason = `it has no effect with the topology ${topology}`;
  return [
    { setting, got: settings[setting], reason, allowed: `${allowed}; only with topology=${only}`, change },
  ];
};

const broken = (
  { setting, problem, allowed, change }: CrossRule,
  settings: Partial<Settings>,
): readonly SettingProblem[] => {
  const reason = problem(settings);
  return reason === undefined ? [] : [{ setting, got: settings[setting], reason, allowed, change }];
};
