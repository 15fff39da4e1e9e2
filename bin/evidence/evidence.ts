/** What a person would show with screenshots, in the order in which it is told. */
export const evidenceNames = [
  'machines',
  'security-group',
  'cache',
  'api',
  'database',
  'docs-page',
  'nginx',
  'https',
  'release',
  'cost',
  'teardown',
  'card',
] as const;
export type EvidenceName = (typeof evidenceNames)[number];

/** Something that has to be so, and what was seen of it. */
export interface Check {
  readonly claim: string;
  readonly ok: boolean;
  readonly seen: string;
}

/** A request to the API and its answer, without what is secret. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody?: string;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string;
}

/** What is shown below the checks. */
export type Part =
  | {
      readonly kind: 'table';
      readonly title: string;
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
      /** Columns of numbers. */
      readonly numbers?: readonly number[];
    }
  | { readonly kind: 'exchange'; readonly title: string; readonly exchange: Exchange }
  /** Folded where it is long. */
  | { readonly kind: 'text'; readonly title: string; readonly text: string }
  | {
      readonly kind: 'picture';
      readonly title: string;
      readonly alt: string;
      /** Beside the data of the evidence. */
      readonly file: string;
      readonly width: number;
      readonly height: number;
    }
  | { readonly kind: 'note'; readonly text: string };

/** `shown`: each check held. `absent`: there is nothing to look at yet, as a receipt before the teardown. */
export type Outcome = 'shown' | 'failed' | 'absent';

export interface Evidence {
  readonly name: EvidenceName;
  readonly title: string;
  readonly claim: string;
  /** What shows the same by hand. */
  readonly commands: readonly string[];
  /** Whether another run shows the same, but for times and what counts up. */
  readonly deterministic: boolean;
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  readonly seconds: number;
  /** What the machines are: AWS, or the rehearsal of it on one machine. */
  readonly target: EvidenceTarget;
  readonly outcome: Outcome;
  /** Of what is absent, or could not be looked at. */
  readonly why?: string;
  readonly checks: readonly Check[];
  readonly parts: readonly Part[];
}

export const evidenceTargets = ['aws', 'rehearsal'] as const;
export type EvidenceTarget = (typeof evidenceTargets)[number];

/** `03-cache`: what the files of an evidence are named by. */
export const fileStem = (name: EvidenceName): string => `${String(numberOf(name)).padStart(2, '0')}-${name}`;

export const numberOf = (name: EvidenceName): number => evidenceNames.indexOf(name) + 1;
