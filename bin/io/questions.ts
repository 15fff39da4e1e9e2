import type * as Inquirer from '@inquirer/prompts';
import { exitCodes, UserError } from './errors';

export interface QuestionsOptions {
  /** `--yes`: every question that can be answered with yes is. */
  readonly yes: boolean;
  /** Somebody sits there: standard input and standard error are a terminal. */
  readonly interactive: boolean;
  readonly signal: AbortSignal;
}

export interface Question {
  readonly message: string;
  /** What to type where nobody can be asked: the flag that answers it. */
  readonly flag: string;
}

export interface TextQuestion extends Question {
  readonly default?: string;
  /** `true`, or what is wrong and what is allowed. */
  readonly validate?: (text: string) => true | string;
}

export interface ChoiceQuestion<T extends string> extends Question {
  readonly choices: readonly { readonly value: T; readonly name: string; readonly description?: string }[];
  readonly default?: T;
}

/** The one way to ask. Prompts are written to standard error; without a terminal an answer must have come by a flag. */
export interface Questions {
  readonly interactive: boolean;
  /** `--yes` given. */
  readonly yes: boolean;
  confirm(question: Question & { readonly default?: boolean }): Promise<boolean>;
  text(question: TextQuestion): Promise<string>;
  choose<T extends string>(question: ChoiceQuestion<T>): Promise<T>;
}

export function createQuestions({ yes, interactive, signal }: QuestionsOptions): Questions {
  // Inquirer is loaded by who is asked something only.
  const ask = async <T>(
    { message, flag }: Question,
    prompt: (
      inquirer: typeof Inquirer,
      context: { output: NodeJS.WriteStream; signal: AbortSignal },
    ) => Promise<T>,
  ): Promise<T> => {
    if (!interactive) throw nobodyThere(message, flag);
    const inquirer = await import('@inquirer/prompts');
    try {
      return await prompt(inquirer, { output: process.stderr, signal });
    } catch (error) {
      throw leftWithoutAnswer(error, signal);
    }
  };
  return {
    yes,
    interactive,
    confirm: async (question) =>
      yes || (await ask(question, ({ confirm }, context) => confirm(question, context))),
    text: ({ message, flag, validate, default: preset }) =>
      ask({ message, flag }, ({ input }, context) =>
        input(
          { message, ...(validate && { validate }), ...(preset !== undefined && { default: preset }) },
          context,
        ),
      ),
    choose: ({ message, flag, choices, default: preset }) =>
      ask({ message, flag }, ({ select }, context) =>
        select({ message, choices: [...choices], ...(preset !== undefined && { default: preset }) }, context),
      ),
  };
}

const nobodyThere = (message: string, flag: string) =>
  new UserError(`Nobody can be asked here (no terminal): ${message}`, {
    code: exitCodes.usage,
    fix: flag,
  });

/** Ctrl-C at a prompt, or an interruption from elsewhere. */
const leftWithoutAnswer = (error: unknown, signal: AbortSignal): unknown => {
  if (signal.aborted) return signal.reason;
  const left = error instanceof Error && ['ExitPromptError', 'AbortPromptError'].includes(error.name);
  if (!left) return error;
  return new UserError('Left without an answer; nothing was done after the question.', {
    code: exitCodes.interrupted,
    cause: error,
  });
};
