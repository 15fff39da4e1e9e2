import type { Target } from '../aws/target';
import { exitCodes, UserError } from '../io/errors';
import type { CommandContext } from '../verb';

export interface DumpChoice {
  /** File to dump to. */
  readonly dump: string | undefined;
  readonly withoutDump: boolean;
}

/** Offers to bring the data to the laptop first; resolves to the file that was written. Whoever wants no dump has to say so. */
export async function offerDump(
  target: Target,
  { dump, withoutDump }: DumpChoice,
  context: CommandContext,
): Promise<string | undefined> {
  if (withoutDump || (dump === undefined && !(await wantsDump(target, context)))) return undefined;
  const { dumpDatabase } = await import('../db/dump-database');
  try {
    return (await dumpDatabase(target, { ...context, via: 'ssm', file: dump })).file;
  } catch (error) {
    throw withoutDeletion(error);
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

/** What went wrong is the dump's; what it means here is added. */
function withoutDeletion(error: unknown): unknown {
  if (!(error instanceof UserError)) return error;
  const fix = `${error.fix ?? 'waffle db dump --via ssh tries another way'}; nothing was deleted (--without-dump deletes without one)`;
  return new UserError(error.message, { code: error.code, fix, cause: error });
}
