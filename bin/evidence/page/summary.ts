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

/** What a reader has to know of evidence that was not taken on AWS. */
export const rehearsalNote = (all: readonly Evidence[]): string | undefined =>
  all.some(({ target }) => target === 'rehearsal')
    ? 'Taken of a rehearsal, no account needed: what EC2, RDS, Systems Manager and the prices say is an emulator’s, which was given the stack’s own CloudFormation template. The server is real: a Debian with systemd, in 1 GiB of memory, booted by the template’s user-data, with a real Nginx, Redis, MySQL (in place of RDS) and a certificate from a test authority over ACME. Its addresses are those of documentation (RFC 5737).'
    : undefined;

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
