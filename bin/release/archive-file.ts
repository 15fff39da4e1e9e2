/** A file on its way into the release archive. */
export interface ArchiveFile {
  /** Path in the archive. */
  readonly path: string;
  /** Path in the project that it came from. */
  readonly source: string;
  readonly content: Buffer;
  readonly executable: boolean;
}

/** By code unit, so that no locale has a say. */
export const byPath = (a: { readonly path: string }, b: { readonly path: string }) =>
  a.path < b.path ? -1 : Number(a.path > b.path);
