import { parseSettings } from './parse-settings';
import { settingGroups, settingNames, settingRules, type SettingName, type SettingRule } from './settings';

type Group = keyof typeof settingGroups;
type Row = readonly string[];

const introduction = `# Settings

<!-- Written by \`npm run settings-doc\` from infra/config/. Change the rules there, not this file. -->

Every setting is checked before anything is made. What is wrong is listed at once: where the value came from, what is allowed, what to type
instead. Settings that contradict each other, or that would do nothing without another one, are refused too.

## Where they are set

The first of these that has a value wins:

1. \`-c name=value\` on the command line: \`npx cdk deploy -c instanceType=t3.micro\`
2. \`cdk.local.json\` beside \`cdk.json\`: yours alone, ignored by git, for your address, your domain, your profile
3. \`cdk.json\`, under \`context\`: what the project shares
4. the default

An empty value is no value: \`-c sshAddress=\` takes away what a file sets, and the default applies. CDK hands the app one merged context, so only a value
that differs from the one in \`cdk.json\` is known to be typed; \`-c\` that repeats \`cdk.json\` word for word loses to the personal file.
Another personal file is read with \`-c settingsFile=weekend.local.json\`, none with \`-c settingsFile=none\`.

The personal file has the shape of \`cdk.json\` and holds settings only:

\`\`\`json
{
  "context": {
    "sshAddress": "203.0.113.7/32",
    "region": "ap-northeast-2",
    "tags": { "owner": "ada", "course": "backend" }
  }
}
\`\`\`

Three things are no settings: the database password (SSM SecureString \`/<project>/database/password\`, made before the first deploy, 8 to 41
characters), the secret that signs the tokens (\`/<project>/auth/jwt-secret\`, made like it, at least 32 bytes), and the account, which is that
of your AWS credentials.
`;

/** `examples` of typical people; every one of them is synthesized by a test. */
export const examples = [
  {
    title: 'A laptop, an address, nothing else',
    text: 'SSH from home only; the API answers to its IP address with a self-signed certificate.',
    context: { sshAddress: '203.0.113.7/32', sshKeyName: 'laptop' },
  },
  {
    title: 'A domain of your own',
    text: 'The certificate comes as soon as the record of the domain leads to the server.',
    context: { domain: 'api.example.com', certificateEmail: 'you@example.com' },
  },
  {
    title: 'A new account on the Free plan, for a weekend',
    text: 'An instance type that the plan admits, no backups, and the stack deletes itself three days after its last deploy.',
    context: {
      accountPlan: 'credit-free',
      instanceType: 't3.micro',
      databaseBackupDays: 0,
      timeToLive: '3d',
    },
  },
  {
    title: 'A server that others rely on',
    text: 'Nothing is deleted by accident, a week of backups is kept, and a last snapshot, which is billed and therefore wants a reason.',
    context: {
      domain: 'api.example.com',
      terminationProtection: 'on',
      databaseBackupDays: 7,
      databaseOnDelete: 'snapshot',
      paidChoices: { 'FreeTier-FinalSnapshot': 'the data is worth more than its snapshot' },
      timeZone: 'Asia/Seoul',
    },
  },
] as const;

/** docs/settings.md, formatted as Prettier would. */
export const renderSettingsDocument = (): string =>
  [
    introduction,
    ...Object.entries(settingGroups).flatMap(([group, title]) => section(group as Group, title)),
    '## Examples\n',
    ...examples.map(({ title, text, context }) => `### ${title}\n\n${text}\n\n${json({ context })}\n`),
  ].join('\n');

const json = (value: unknown) => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;

const section = (group: Group, title: string): readonly string[] => {
  const names = settingNames.filter((name) => settingRules[name].group === group);
  if (names.length === 0) return [];
  return [
    `## ${title}\n`,
    table([['setting', 'default', 'meaning', 'allowed', 'for example'], ...names.map(row)]),
  ];
};

const defaults = parseSettings({});

const row = (name: SettingName): Row => {
  const { meaning, allowed, change, needs }: SettingRule = settingRules[name];
  const condition = needs === undefined ? '' : `; only together with \`${needs}\``;
  const value = defaults[name] === undefined ? '' : `\`${String(defaults[name])}\``;
  return [`\`${name}\``, value, meaning, `${allowed}${condition}`, command(change)];
};

/** What to type is code, what follows it is not. */
const command = (change: string): string =>
  change.replace(/-c \w+=(?:"[^"]*"|\S*?(?=[,;]?(?:\s|$)))|aws .*?(?= lists | tells )/g, '`$&`');

/** Columns as wide as their widest cell, which is how Prettier writes a table. */
const table = (rows: readonly Row[]): string => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: Row) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return `${[line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n')}\n`;
};
