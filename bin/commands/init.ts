import type { TargetOptions } from '../aws/target';
import { exitCodes, UserError } from '../io/errors';
import { formatTable } from '../io/format';
import { targetFlags, type Verb } from '../verb';

export const initVerb: Verb = {
  name: 'init',
  summary: 'find out or ask what the settings need, and write them',
  examples: [
    ['init', 'asks what it cannot find out, then writes cdk.local.json'],
    ['init --region eu-central-1', 'for another region than that of the profile'],
    ['init --yes -c domain=api.example.com', 'asks nothing: what it finds, and what is typed'],
  ],
  flags: targetFlags,
  configure: () => undefined,
  async run(options: TargetOptions, context) {
    const { output, questions, rootDirectory } = context;
    const { openTarget } = await import('../aws/target');
    const { findSettings } = await import('../init/find-settings');
    const { askForSettings, settingsOfAccount, worthKeeping } = await import('../init/choose-settings');
    const { keepSettings } = await import('../init/keep-settings');

    const target = await openTarget(options, context);
    const { settings } = target;
    const found = await findSettings(target, context);
    if (!('ip' in found.address)) output.warn(found.address.why);
    const typed = Object.fromEntries(target.context.map(toPair).filter(([name]) => name !== 'settingsFile'));
    const address = 'ip' in found.address ? { sshAddress: `${found.address.ip}/32` } : {};
    const asked = questions.yes ? address : await askForSettings(questions, found, settings);
    const chosen = {
      region: target.region,
      ...settingsOfAccount(found, settings),
      ...asked,
      ...typed,
    };
    const values = worthKeeping(chosen, settings);
    const { settingsFile } = settings;
    if (settingsFile === 'none') throw noFile();
    output.line(
      `${settingsFile}\n${formatTable(Object.entries(values).map(([name, value]) => [`  ${name}`, value]))}`,
    );
    const go = await questions.confirm({ message: 'Write them?', flag: 'waffle init --yes', default: true });
    if (!go) throw new UserError('Declined; nothing was written.', { code: exitCodes.guard });
    const isChanged = await keepSettings({ rootDirectory, settingsFile }, values);
    output.data(
      { settingsFile, settings: values, isChanged },
      `${isChanged ? 'Written' : 'There already'}. Next: waffle doctor, then waffle plan.`,
    );
    return exitCodes.ok;
  },
};

const toPair = (setting: string): readonly [string, string] => {
  const end = setting.indexOf('=');
  return [setting.slice(0, end), setting.slice(end + 1)];
};

const noFile = () =>
  new UserError('There is no file to write to: settingsFile is none.', {
    code: exitCodes.usage,
    fix: 'waffle init without -c settingsFile=none',
  });
