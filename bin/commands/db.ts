import type { Access } from '../db/database-session';
import { exitCodes, type ExitCode, UserError } from '../io/errors';
import { addViaFlags, type RemoteOptions } from '../remote/via-flags';
import { type CommandContext, targetFlags, type Verb, wholeNumber } from '../verb';

interface Options extends RemoteOptions {
  readonly port?: number;
  readonly force?: boolean;
  readonly confirm?: string;
  readonly withoutBackup?: boolean;
  readonly despiteIncomplete?: boolean;
}

type Run = (options: Options, context: CommandContext) => Promise<ExitCode>;

export const dbVerb: Verb = {
  name: 'db',
  summary: 'open, dump and load the deployed database, which stays private',
  examples: [
    ['db', 'a MySQL client on the database'],
    ["db -- -e 'show tables'", 'what follows -- is the client’s'],
    ['db < fix.sql', 'run a file of statements'],
    ['db tunnel --port 3307', 'the database at 127.0.0.1:3307 for any other client, until Ctrl-C'],
    ['db dump', 'save it to <project>-<time>.sql.gz, for your eyes only'],
    ['db load local.sql.gz', 'put a local mysqldump into it; what is there is saved first'],
    ['db dump --via ssh --identity ~/.ssh/key.pem', 'over SSH instead of Session Manager'],
  ],
  flags: targetFlags,
  configure(command) {
    addViaFlags(command)
      .usage('[tunnel | dump [file] | load <file>] [options] [-- client options]')
      .argument('[words...]', 'tunnel, dump or load; - as a file is standard output')
      .option(
        '--port <number>',
        'port of this machine for the tunnel (default: any free one)',
        wholeNumber({ least: 1, most: 65_535, unit: 'a port' }),
      )
      .option('--force', 'dump: replace a file that is there')
      .option(
        '--confirm <database>',
        'load: its name, instead of typing it when tables with rows are replaced',
      )
      .option('--without-backup', 'load: do not save what is there first')
      .option('--despite-incomplete', 'load: also a file that is no whole dump');
  },
  run: (options, context) => chosenBy(context.words)(options as unknown as Options, context),
};

const runs: Readonly<Record<string, Run>> = { tunnel, dump, load };

/** @throws UserError for a word that is none of ours: the client would take it for another database */
function chosenBy([first]: readonly string[]): Run {
  if (first === undefined || first.startsWith('-')) return openClient;
  const chosen = Object.hasOwn(runs, first) ? runs[first] : undefined;
  if (chosen !== undefined) return chosen;
  throw new UserError(`db does not know “${first}”. Allowed: tunnel, dump, load, or nothing for a client.`, {
    code: exitCodes.usage,
    fix: 'waffle db --help',
  });
}

const accessOf = ({ via, identity, port }: Options): Access => ({
  via,
  identityFile: identity,
  localPort: port,
});

async function openClient(options: Options, context: CommandContext): Promise<ExitCode> {
  const { openTarget } = await import('../aws/target');
  const { runClient } = await import('../db/run-client');
  const target = await openTarget(options, context);
  const code = await runClient(target, { ...context, ...accessOf(options) });
  return code === 0 ? exitCodes.ok : exitCodes.failed;
}

async function tunnel(options: Options, context: CommandContext): Promise<ExitCode> {
  const { openTarget } = await import('../aws/target');
  const { keepTunnel } = await import('../db/keep-tunnel');
  const target = await openTarget(options, context);
  await keepTunnel(target, { ...context, ...accessOf(options) });
  return exitCodes.ok;
}

async function dump(options: Options, context: CommandContext): Promise<ExitCode> {
  const [, file] = context.words;
  const { openTarget } = await import('../aws/target');
  const { dumpDatabase, dumpToOutput } = await import('../db/dump-database');
  const { showReceipt } = await import('../db/show-receipt');
  const target = await openTarget(options, context);
  const { force = false } = options;
  const given = { ...context, ...accessOf(options), force, file };
  if (file === '-') {
    await dumpToOutput(target, given);
    return exitCodes.ok;
  }
  const receipt = await dumpDatabase(target, given);
  context.output.data(receipt, showReceipt(receipt));
  return exitCodes.ok;
}

async function load(options: Options, context: CommandContext): Promise<ExitCode> {
  const [, file] = context.words;
  if (file === undefined) {
    throw new UserError('Which file?', { code: exitCodes.usage, fix: 'waffle db load today.sql.gz' });
  }
  const { openTarget } = await import('../aws/target');
  const { loadDatabase } = await import('../db/load-database');
  const { loadFacts, showLoad } = await import('../db/show-receipt');
  const target = await openTarget(options, context);
  const { confirm, withoutBackup = false, despiteIncomplete = false } = options;
  const receipt = await loadDatabase(target, {
    ...context,
    ...accessOf(options),
    ...{ file, confirm, withoutBackup, despiteIncomplete },
  });
  context.output.data(loadFacts(receipt), showLoad(receipt));
  return exitCodes.ok;
}
