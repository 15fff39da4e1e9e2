import { explainAwsError } from '../aws/aws-error';
import type { Target } from '../aws/target';
import type { Access } from '../db/database-session';
import { exitCodes, UserError } from '../io/errors';
import type { CommandContext } from '../verb';

export interface DumpChoice {
  /** File to dump to. */
  readonly dump: string | undefined;
  readonly withoutDump: boolean;
  /** How the database is reached. */
  readonly access: Access;
}

export interface OfferDumpOptions extends DumpChoice {
  /** Server or database is stopped. */
  readonly isPaused: boolean;
}

/** Offers to bring the data to the laptop first; resolves to the file that was written. Whoever wants no dump has to say so. */
export async function offerDump(
  target: Target,
  { dump, withoutDump, access, isPaused }: OfferDumpOptions,
  context: CommandContext,
): Promise<string | undefined> {
  if (withoutDump || (dump === undefined && !(await wantsDump(target, context)))) return undefined;
  if (isPaused) throw paused(target.projectName);
  const { dumpDatabase } = await import('../db/dump-database');
  const { besideTaken } = await import('../db/private-file');
  try {
    const file = dump && (await besideTaken(dump));
    if (file !== dump) context.output.warn(`${dump} is there already: this dump goes to ${file}.`);
    return (await dumpDatabase(target, { ...context, ...access, file })).file;
  } catch (error) {
    context.signal.throwIfAborted();
    throw withoutDeletion(explainAwsError(error) ?? error);
  }
}

async function wantsDump({ projectName, settings }: Target, { questions }: CommandContext): Promise<boolean> {
  const isKept = settings.databaseOnDelete === 'snapshot';
  if (!questions.interactive) {
    if (isKept) return false;
    throw nobodyChose(projectName);
  }
  const message = 'Dump the database to this machine first?';
  return questions.confirm({ message, flag: '--dump <file>', default: !isKept });
}

const nobodyChose = (projectName: string) =>
  new UserError('Nobody can be asked here (no terminal): dump the database first?', {
    code: exitCodes.usage,
    fix: `--dump ${projectName}.sql.gz, or --without-dump`,
  });

const paused = (projectName: string) =>
  new UserError(`${projectName} is paused: nothing can be dumped while server or database is stopped.`, {
    fix: `waffle resume, then the same command again\n${nothingDeleted}`,
  });

const nothingDeleted = 'Nothing was deleted. Without a dump: waffle down --without-dump';

/** What went wrong is the dump's; what it means here is added. */
function withoutDeletion(error: unknown): unknown {
  if (!(error instanceof UserError)) return error;
  const fix = [error.fix, nothingDeleted].filter(Boolean).join('\n');
  return new UserError(error.message, { code: error.code, fix, cause: error });
}
