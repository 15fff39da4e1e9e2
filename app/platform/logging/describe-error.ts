/** What the log says of an error. */
export interface DescribedError {
  readonly type: string;
  readonly code?: string | number;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: DescribedError;
}

const maxMessageLength = 300;
const maxCauses = 3;

/**
 * An error as the log may keep it. Databases quote the values that they refuse (“Duplicate entry 'ada' for key …”), and
 * their drivers add the statement with its parameters: so no other property is taken than these, and of the message the
 * first line without what stands in quotes.
 */
export function describeError(error: unknown, causes = maxCauses): DescribedError {
  if (!(error instanceof Error))
    return { type: typeof error, message: 'something that is no Error was thrown' };
  const { code } = error as { code?: unknown };
  const frames = stackFrames(error);
  const described = {
    type: error.name,
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    message: withoutValues(error.message),
    ...(frames !== '' && { stack: frames }),
  };
  return error.cause === undefined || causes === 0
    ? described
    : { ...described, cause: describeError(error.cause, causes - 1) };
}

/** Quotes of one kind are taken from the first to the last, because a value may hold quotes itself. */
export function withoutValues(message: string): string {
  return gist(message)
    .replace(/\s*-? ?\b(sql|parameters): ?.*$/is, '')
    .replace(/(?<!\w)'.*'(?!\w)/s, "'…'")
    .replace(/".*"/s, '"…"')
    .slice(0, maxMessageLength);
}

/** The first line; Prisma says there only which of its functions was called. */
function gist(message: string): string {
  const [first = '', ...others] = message.trim().split(/\s*\n\s*/);
  return /^Invalid `.*` invocation/.test(first) ? others.join(' ') : first;
}

/** Where it came from; the lines before the frames repeat the message. */
const stackFrames = ({ stack = '' }: Error) =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim())
    .join('\n');
