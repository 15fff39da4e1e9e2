import { exitCodes, UserError } from '../io/errors';
import type { Questions } from '../io/questions';

const answered = new WeakSet<Questions>();

/** Asks for the name once a command. `--yes` does not answer: data is gone afterwards. @throws UserError for another name */
export async function confirmName(
  projectName: string,
  typed: string | undefined,
  questions: Questions,
): Promise<void> {
  if (answered.has(questions)) return;
  refuseOtherName(projectName, typed ?? (await askName(projectName, questions)));
  answered.add(questions);
}

/** @throws UserError */
export function refuseOtherName(projectName: string, name: string | undefined): void {
  if (name !== undefined && name !== projectName) throw otherName(projectName, name);
}

const askName = (projectName: string, questions: Questions) =>
  questions.text({
    message: `This cannot be undone. Type the project’s name, ${projectName}, to delete it:`,
    flag: `waffle down --confirm ${projectName}`,
    validate: (text) =>
      text === projectName || `That is not ${projectName}. Ctrl-C leaves everything as it is.`,
  });

const otherName = (projectName: string, name: string) =>
  new UserError(`--confirm ${name}: the project is ${projectName}. Nothing was deleted.`, {
    code: exitCodes.usage,
    fix: `--confirm ${projectName}, or name the other project: -c projectName=${name}`,
  });
