/** The level from which on the API logs that it has failed. */
const errorLevel = 50;

const maxShown = 5;

/** Lines that say that something broke: those of errors, and those that are not the logger's, such as Node's own. */
export function problemsInLog(output: string): readonly string[] {
  const complete = output.slice(0, output.lastIndexOf('\n') + 1);
  const lines = complete.split('\n').filter((line) => line !== '' && !isHarmless(line));
  return lines.slice(0, maxShown).map((line) => `The process wrote: ${line}`);
}

function isHarmless(line: string): boolean {
  const [, level] = /^\{"level":(\d+),/.exec(line) ?? [];
  return level !== undefined && Number(level) < errorLevel;
}
