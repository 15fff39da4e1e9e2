/**
 * The release archive: `<id>.tar.gz`, whose entries are
 *
 *     manifest.json              this file's `ReleaseManifest`
 *     app/server.cjs             the API, one file with its dependencies
 *     app/migrate.cjs            the migration runner, one file
 *     app/query-compiler.mjs     Prisma's, read at the first write
 *     app/make-picture.cjs       reads uploaded pictures, one file
 *     app/node_modules/@img/…    the decoders of that, for the server's processor
 *     app/picture-bucket.cjs     keeps pictures in S3, one file; read where they are
 *     migrations/<name>/migration.sql
 *     static/…                   served by Nginx under /static/
 *     static/docs/…              the page at /docs/ with the OpenAPI document of this release
 *     deployment/…               what lands on the instance as it is
 */
export interface ReleaseManifest {
  /** `20261121T101500Z-1a2b3c4d`: time of the commit and its short hash, `-dirty-<content hash>` when uncommitted, `-arm64` for such a server. */
  readonly id: string;
  /** Full hash, or null outside a git checkout. */
  readonly commit: string | null;
  /** Time of the commit, ISO 8601 in UTC: the same input makes the same bytes. */
  readonly time: string;
  /** Every other file of the archive, by path. */
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
}

/** Processors of servers, in Node's words: a release has the decoders of one. */
export const architectures = ['x64', 'arm64'] as const;
export type Architecture = (typeof architectures)[number];

export const releaseFiles = {
  manifest: 'manifest.json',
  server: 'app/server.cjs',
  migrate: 'app/migrate.cjs',
  queryCompiler: 'app/query-compiler.mjs',
  makePicture: 'app/make-picture.cjs',
  pictureBucket: 'app/picture-bucket.cjs',
  nativeDirectory: 'app/node_modules/@img',
  migrationsDirectory: 'migrations',
  staticDirectory: 'static',
  docsDirectory: 'static/docs',
  deploymentDirectory: 'deployment',
} as const;

/**
 * Where in the bucket of the stack's own release the releases of the command line are, `<id>.tar.gz` each: the server may read
 * what is below it.
 */
export const releasePrefix = (projectName: string) => `${projectName}/releases/`;
