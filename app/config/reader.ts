import { readFileSync } from 'node:fs';

import { environmentVariables as names } from '../../contract';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with one variable: the value got, the values allowed, and what to change. */
export interface SettingsProblem {
  readonly name: string;
  readonly got: string;
  readonly allowed: string;
  readonly change: string;
}

/** Every problem of the environment at once. */
export class InvalidSettings extends Error {
  constructor(readonly problems: readonly SettingsProblem[]) {
    super(
      [
        `The environment has ${problems.length} problem${problems.length === 1 ? '' : 's'}:`,
        ...problems.map(
          ({ name, got, allowed, change }) => `- ${name}: got ${got}; allowed: ${allowed}. ${change}`,
        ),
      ].join('\n'),
    );
    this.name = 'InvalidSettings';
  }
}

export const quote = (value: string) => JSON.stringify(value);

/** Reads variables one by one and keeps what is wrong with them; a variable set to nothing counts as absent. */
export class Reader {
  readonly #problems: SettingsProblem[] = [];
  readonly production: boolean;

  constructor(private readonly environment: Environment) {
    const modes = ['development', 'production', 'test'] as const;
    this.production = this.choice(names.nodeEnvironment, 'development', modes) === 'production';
  }

  optional(name: string): string | undefined {
    return this.environment[name] === '' ? undefined : this.environment[name];
  }

  required(name: string, allowed: string): string {
    return this.optional(name) ?? this.problem('', name, 'nothing', allowed, 'Set it.');
  }

  integer(name: string, fallback: number, min: number, max: number): number {
    const text = this.optional(name);
    if (text === undefined) return fallback;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    return this.problem(
      fallback,
      name,
      quote(text),
      `a whole number from ${min} to ${max}`,
      `Correct it, or unset it for ${fallback}.`,
    );
  }

  choice<T extends string>(name: string, fallback: T, choices: readonly T[]): T {
    const text = this.optional(name) ?? fallback;
    const choice = choices.find((candidate) => candidate === text);
    if (choice !== undefined) return choice;
    return this.problem(
      fallback,
      name,
      quote(text),
      choices.join(', '),
      `Correct it, or unset it for ${fallback}.`,
    );
  }

  /** The text of a file; an unreadable one is a problem and reads as ''. */
  file(name: string, path: string): string {
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
      return this.problem(
        '',
        name,
        `${quote(path)}, which cannot be read (${code})`,
        'a readable file',
        'Make it readable for the user that runs this, or correct the path.',
      );
    }
  }

  /** Notes a problem; `value` lets the reading go on, so that the next problems are found too. */
  problem<T>(value: T, name: string, got: string, allowed: string, change: string): T {
    this.#problems.push({ name, got, allowed, change });
    return value;
  }

  hasProblemWith(...variables: readonly string[]): boolean {
    return this.#problems.some(({ name }) => variables.includes(name));
  }

  finish<T>(settings: T): T {
    if (this.#problems.length > 0) throw new InvalidSettings(this.#problems);
    return settings;
  }
}
