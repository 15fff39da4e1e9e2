/** One line of the table in docs/containers.md. */
export interface Row {
  readonly tried: string;
  readonly seen: string;
  readonly isGood: boolean;
}
