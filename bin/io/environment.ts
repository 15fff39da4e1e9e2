import { homedir } from 'node:os';
import path from 'node:path';

export type Variables = Readonly<Record<string, string | undefined>>;

/** What the command line and the rehearsal take from the environment. */
export interface Environment {
  /** Cached downloads and root file systems: `$XDG_CACHE_HOME/waffle-backend`, or below `~/.cache`. */
  readonly cacheDirectory: string;
  /** `NO_COLOR` is set and not empty. */
  readonly noColor: boolean;
  /** Runs in continuous integration: nobody is there to answer. */
  readonly ci: boolean;
  /** Somebody can be asked: standard input and standard error are a terminal, and this is no continuous integration. */
  readonly interactive: boolean;
  /** Folders in which programs are looked for. */
  readonly programFolders: readonly string[];
  /** `SOURCE_DATE_EPOCH`: the time that builds outside a git checkout carry, in seconds since 1970. */
  readonly sourceDateEpoch: string | undefined;
  /** `AWS_ENDPOINT_URL_FREETIER`, else `AWS_ENDPOINT_URL`: where the Free Tier API is, which has no client that reads them. */
  readonly freeTierEndpoint: string | undefined;
  /** `AWS_ENDPOINT_URL`: something that stands in for AWS. */
  readonly awsEndpoint: string | undefined;
  /** `WAFFLE_CHECKIP_URL`: who is asked for this machine's public address, instead of AWS. */
  readonly checkIpUrl: string | undefined;
}

/** The one reader of environment variables outside the application. */
export function readEnvironment(variables: Variables = process.env): Environment {
  return {
    cacheDirectory: path.join(cacheHome(variables), 'waffle-backend'),
    noColor: Boolean(variables['NO_COLOR']),
    ci: isSet(variables['CI']),
    interactive: !isSet(variables['CI']) && process.stdin.isTTY && process.stderr.isTTY,
    programFolders: (variables['PATH'] ?? '').split(path.delimiter).filter(path.isAbsolute),
    sourceDateEpoch: variables['SOURCE_DATE_EPOCH'] || undefined,
    freeTierEndpoint: variables['AWS_ENDPOINT_URL_FREETIER'] || variables['AWS_ENDPOINT_URL'] || undefined,
    awsEndpoint: variables['AWS_ENDPOINT_URL'] || undefined,
    checkIpUrl: variables['WAFFLE_CHECKIP_URL'] || undefined,
  };
}

const isSet = (value: string | undefined) => Boolean(value) && value !== 'false';

/** Variables for a child process: ours with changes on top; `undefined` takes one away. */
export const childVariables = (changes: Variables = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ ...process.env, ...changes }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );

/** For a child process that has these, PATH, and nothing of this machine's. */
export const nothingBut = (variables: Variables): Variables => ({
  ...Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined])),
  PATH: process.env['PATH'],
  ...variables,
});

/** The XDG rules ignore a relative path. */
function cacheHome(variables: Variables): string {
  const chosen = variables['XDG_CACHE_HOME'];
  return chosen && path.isAbsolute(chosen) ? chosen : path.join(variables['HOME'] || homedir(), '.cache');
}
