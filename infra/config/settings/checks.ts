import { z } from 'zod';

/** Makes a function that names the problem of a value, if any, a check of zod's. */
export const explain =
  (problem: (value: string) => string | undefined) => (value: string, context: z.RefinementCtx<string>) => {
    const message = problem(value);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  };

/** Text that `problem` finds nothing wrong with is a `Value`: the type that the constructs ask for. */
export const textWithout = <Value extends string>(problem: (value: string) => string | undefined) =>
  z
    .string()
    .superRefine(explain(problem))
    .transform((value) => value as Value);

export const wholeNumber = (smallest: number, largest: number) => {
  const reason = `it is not a whole number from ${smallest} to ${largest}`;
  return z.coerce.number(reason).int(reason).min(smallest, reason).max(largest, reason);
};

/** `http://` is not among them: what is fetched from there decides whom the server trusts. */
export const urlOf = (...schemes: readonly string[]) =>
  z
    .string()
    .refine(
      (value) => URL.canParse(value) && schemes.includes(new URL(value).protocol.replace(':', '')),
      `it is not an address that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    );
