/** One thing that is looked at. The letter of the id is its severity: error or warning. */
export interface Check<Subject> {
  readonly id: `waffle.${'E' | 'W'}${number}`;
  /** What is wrong when it finds something. */
  readonly what: string;
  /** What to change or type. */
  readonly remedy: string;
  /** What was found instead, once for each time; never a secret. Empty: all is well. */
  readonly find: (subject: Subject) => readonly string[];
}

export const severities = ['warning', 'error'] as const;
export type Severity = (typeof severities)[number];

export interface Finding {
  readonly id: string;
  readonly severity: Severity;
  readonly what: string;
  readonly got: string;
  readonly remedy: string;
}

export const runChecks = <Subject>(checks: readonly Check<Subject>[], subject: Subject): readonly Finding[] =>
  checks.flatMap(({ id, what, remedy, find }) =>
    find(subject).map((got) => ({ id, severity: severityOf(id), what, got, remedy })),
  );

const severityOf = (id: string): Severity => (id.startsWith('waffle.E') ? 'error' : 'warning');

/** What a check finds when something is true. */
export const when = (condition: boolean, got: string): readonly string[] => (condition ? [got] : []);
