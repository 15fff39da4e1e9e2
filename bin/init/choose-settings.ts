import type { Settings } from '../../infra/config/settings';
import { settingRules } from '../../infra/config/settings';
import type { Questions } from '../io/questions';
import type { Found } from './find-settings';
import type { SettingValues } from './keep-settings';

/** What the account decides; nobody need be asked. */
export function settingsOfAccount(
  { plan, eligibleTypes }: Pick<Found, 'plan' | 'eligibleTypes'>,
  { instanceType }: Pick<Settings, 'instanceType'>,
): SettingValues {
  const accountPlan = plan.known ? { accountPlan: plan.type === 'FREE' ? 'credit-free' : 'credit-paid' } : {};
  const mayRun = eligibleTypes.length === 0 || eligibleTypes.includes(instanceType);
  if (mayRun) return accountPlan;
  return { ...accountPlan, instanceType: preferred(eligibleTypes) };
}

/** The one that accounts of every age may run, else the first of theirs. */
const preferred = (types: readonly string[]): string =>
  types.includes('t3.micro') ? 't3.micro' : (types[0] ?? 't3.micro');

/** Asks for what cannot be found out; what is set already is the answer that Enter gives. */
export async function askForSettings(
  questions: Questions,
  found: Pick<Found, 'address'>,
  settings: Settings,
): Promise<SettingValues> {
  const domain = await questions.text({
    message: 'Domain of the API, for its certificate (empty: none yet)',
    flag: 'waffle init --yes -c domain=api.example.com',
    default: settings.domain ?? '',
    validate: (text) => check('domain', text),
  });
  const sshAddress = await questions.text({
    message: 'Only address that may reach port 22 (empty: the port stays closed)',
    flag: 'waffle init --yes -c sshAddress=203.0.113.7/32',
    default: 'ip' in found.address ? `${found.address.ip}/32` : (settings.sshAddress ?? ''),
    validate: (text) => check('sshAddress', text),
  });
  const budgetEmail = await questions.text({
    message: 'Whom to write to at 50, 80 and 100 % of the month’s budget (empty: nobody)',
    flag: 'waffle init --yes -c budgetEmail=you@example.com',
    default: settings.budgetEmail ?? '',
    validate: (text) => check('budgetEmail', text),
  });
  return { domain, sshAddress, budgetEmail };
}

/** The rule of the setting itself. */
function check(name: 'domain' | 'sshAddress' | 'budgetEmail', text: string): true | string {
  if (text === '') return true;
  const { schema, allowed } = settingRules[name];
  const { error } = schema.safeParse(text);
  return error === undefined ? true : `${error.issues[0]?.message}; allowed: ${allowed}`;
}

/** Without what is empty and was not set before: a file says what its owner chose. */
export const worthKeeping = (values: SettingValues, settings: Settings): SettingValues =>
  Object.fromEntries(
    Object.entries(values).filter(
      ([name, value]) => value !== '' || settings[name as keyof Settings] !== undefined,
    ),
  );
