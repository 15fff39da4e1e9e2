const levels: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

/** Said of every line alike. */
const boring = ['level', 'time', 'msg', 'release', 'pid', 'hostname'];

/** A line of the API's JSON log as a person reads it; what is no JSON stays as it is. */
export function readableLogLine(line: string): string {
  const entry = parse(line);
  if (entry === undefined) return line;
  const { level, time, msg = '', err } = entry;
  const details = Object.entries(entry)
    .filter(([name]) => !boring.includes(name) && name !== 'err')
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const head = [timeOfDay(time), (levels[Number(level)] ?? String(level)).padEnd(5), msg, ...details].join(
    ' ',
  );
  return [head, ...describeError(err)].join('\n').trimEnd();
}

function parse(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{"level":')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function timeOfDay(time: unknown): string {
  const date = new Date(time as string | number);
  return Number.isNaN(date.getTime()) ? '' : date.toTimeString().slice(0, 8);
}

function describeError(error: unknown): string[] {
  const { stack, message } = (error ?? {}) as { stack?: string; message?: string };
  const text = stack ?? message;
  return text === undefined ? [] : text.split('\n').map((line) => `         ${line}`);
}
