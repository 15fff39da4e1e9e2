import type { Progress } from './fill';

const everyMs = 5_000;

/** Says now and then how far a long run is, and how long the rest takes at the pace so far. */
export function progressLines(
  say: (line: string) => void,
  now: () => number = () => performance.now(),
): (progress: Progress) => void {
  let first: { readonly progress: Progress; readonly atMs: number } | undefined;
  let saidMs = now();
  return (progress) => {
    const atMs = now();
    if (first?.progress.what !== progress.what) first = { progress, atMs };
    if (atMs - saidMs < everyMs) return;
    saidMs = atMs;
    const perSecond = ((progress.done - first.progress.done) * 1_000) / (atMs - first.atMs || 1);
    say(line(progress, perSecond));
  };
}

function line({ what, done, of }: Progress, perSecond: number): string {
  const numbers = `${inGroups(done)} of ${inGroups(of)} ${what}`;
  if (perSecond < 1) return numbers;
  const seconds = Math.ceil((of - done) / perSecond);
  return `${numbers}, ${inGroups(Math.round(perSecond))} a second, about ${inGroups(seconds)} s left`;
}

const inGroups = (number: number) => number.toLocaleString('en-US');
