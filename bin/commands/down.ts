import path from 'node:path';
import type { TargetOptions } from '../aws/target';
import { exitCodes, UserError } from '../io/errors';
import { targetFlags, type Verb } from '../verb';

interface Options extends TargetOptions {
  readonly check?: boolean;
  readonly confirm?: string;
  readonly leftovers?: boolean;
  readonly snapshots?: boolean;
  readonly bootstrap?: boolean;
  readonly unprotect?: boolean;
  readonly allRegions?: boolean;
  readonly dump?: string | false;
  readonly withoutDump?: boolean;
  readonly receipts?: string;
}

export const downVerb: Verb = {
  name: 'down',
  summary: 'delete the project from AWS, and prove that nothing of it is billed any more',
  examples: [
    ['down', 'shows what goes, offers a dump, asks for the name, deletes, looks for leftovers'],
    ['down --check', 'only looks: what is there, and what it costs'],
    ['down --check --all-regions', 'the same in every region that the account has switched on'],
    [
      'down --leftovers --dump last.sql.gz --confirm waffle-backend',
      'for a script: everything, after a dump',
    ],
    ['down --without-dump --bootstrap', 'also what cdk bootstrap has made, if no other stack needs it'],
  ],
  flags: targetFlags,
  configure(command) {
    command
      .option('--check', 'look only, delete nothing')
      .option('--confirm <name>', 'the project’s name, where nobody can be asked; --yes is not enough')
      .option('--leftovers', 'also delete what is ours besides the stack, without a question')
      .option('--snapshots', 'also snapshots of the database that databaseOnDelete=snapshot keeps')
      .option('--unprotect', 'switch off termination and deletion protection first')
      .option('--dump <file>', 'dump the database to this file first')
      .option('--without-dump', 'delete the database without a dump')
      .option('--all-regions', 'look in every region that the account has switched on')
      .option('--bootstrap', 'also delete what cdk bootstrap has made, if no other stack needs it')
      .option('--receipts <directory>', 'where the receipt goes (default: results/teardown)');
  },
  /** 0 only when nothing of the project is billed; 3 when something is, 1 when it is not known or could not be deleted. */
  async run(options: Options, context) {
    const { rootDirectory } = context;
    refuseContradictions(options);
    const { openTarget } = await import('../aws/target');
    const { TearDown } = await import('../teardown/tear-down');
    const target = await openTarget(options, context);
    const tearDown = await TearDown.open(
      target,
      {
        check: options.check ?? false,
        confirm: options.confirm,
        leftovers: options.leftovers ?? false,
        snapshots: options.snapshots ?? false,
        bootstrap: options.bootstrap ?? false,
        unprotect: options.unprotect ?? false,
        allRegions: options.allRegions ?? false,
        dump: options.dump || undefined,
        withoutDump: options.withoutDump ?? false,
        receiptsDirectory: path.resolve(options.receipts ?? path.join(rootDirectory, 'results/teardown')),
        command: commandOf(options),
      },
      context,
    );
    return (await tearDown.run()).exitCode;
  },
};

const deleting = ['leftovers', 'snapshots', 'bootstrap', 'unprotect', 'dump', 'confirm'] as const;

function refuseContradictions(options: Options): void {
  const contradicted = deleting.filter((name) => options[name] !== undefined).map((name) => `--${name}`);
  if (options.check && contradicted.length > 0) {
    throw new UserError(`--check only looks, and ${contradicted.join(', ')} asks for more.`, {
      code: exitCodes.usage,
      fix: 'waffle down --check',
    });
  }
  if (options.dump !== undefined && options.withoutDump) {
    throw new UserError('--dump and --without-dump: choose one.', {
      code: exitCodes.usage,
      fix: 'waffle down --help',
    });
  }
}

/** As it was typed, without the values of settings (addresses and e-mail are among them) and without where the receipt goes. */
const commandOf = ({ context = [], region, profile, ...options }: Options): string =>
  [
    'waffle down',
    ...context.map((setting) => `-c ${setting.split('=')[0]}=…`),
    ...(region === undefined ? [] : [`--region ${region}`]),
    ...(profile === undefined ? [] : ['--profile …']),
    ...Object.entries(options)
      .filter(([name]) => name !== 'receipts')
      .map(([name, value]) => `--${toKebab(name)}${value === true ? '' : ` ${value}`}`),
  ].join(' ');

const toKebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
