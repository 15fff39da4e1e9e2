import { type Evidence, numberOf, type Outcome } from '../evidence';

export const verdicts: Readonly<Record<Outcome, string>> = {
  shown: 'Shown',
  failed: 'FAILED',
  absent: 'Not there yet',
};

export const targets: Readonly<Record<Evidence['target'], string>> = {
  aws: 'AWS',
  rehearsal: 'the rehearsal',
};

/** `2026-11-22 06:15` */
export const timeOf = (iso: string) => iso.slice(0, 16).replace('T', ' ');

/** Number, title, verdict, time, target. */
export const summaryRows = (all: readonly Evidence[]): readonly (readonly string[])[] =>
  all.map(({ name, title, outcome, takenAt, target }) => [
    String(numberOf(name)),
    title,
    verdicts[outcome],
    timeOf(takenAt),
    targets[target],
  ]);
