import { SSMClient, StartSessionCommand, TerminateSessionCommand } from '@aws-sdk/client-ssm';
import type { Target } from '../aws/target';
import { CommandFailed, run } from '../io/run';
import { UserError } from '../io/errors';

const plugin = 'session-manager-plugin';
const installPage =
  'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html';
/**
 * The first that takes the session's token from a variable of its environment
 * (https://github.com/aws/session-manager-plugin RELEASENOTES.md, 1.2.536.0). Older ones take it on their command line, which
 * everybody on a machine sees.
 */
const leastVersion = '1.2.536.0';
const tokenVariable = 'AWS_SSM_START_SESSION_RESPONSE';

/** What StartSession is asked: a shell without a document's name. */
export interface SessionRequest {
  readonly Target: string;
  readonly DocumentName?: string;
  readonly Parameters?: Readonly<Record<string, readonly string[]>>;
}

export interface OpenSession {
  readonly id: string;
  /** Starts the plugin: with `runInteractively`, or `start` of bin/io for a tunnel. The token is in `env` alone. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Ends it at AWS's side too; once is enough, twice does no harm. */
  end(): Promise<void>;
}

type Place = Pick<Target, 'aws' | 'region'>;

/**
 * Opens a session of Session Manager for its plugin, which it looks for first: a session that nobody takes up would stay open.
 * @throws UserError without a plugin that keeps the token off its command line
 */
export async function openSession(
  { aws, region }: Place,
  request: SessionRequest,
  signal?: AbortSignal,
): Promise<OpenSession> {
  await requirePlugin(signal);
  const client = new SSMClient(aws);
  const { Target, DocumentName, Parameters } = request;
  const input = {
    Target,
    ...(DocumentName !== undefined && { DocumentName }),
    ...(Parameters !== undefined && { Parameters: mutable(Parameters) }),
  };
  const options = signal === undefined ? {} : { abortSignal: signal };
  const {
    SessionId = '',
    TokenValue,
    StreamUrl,
  } = await client.send(new StartSessionCommand(input), options);
  return {
    id: SessionId,
    argv: pluginArgv({ region, profile: aws.profile, request: input }),
    env: { [tokenVariable]: JSON.stringify({ SessionId, TokenValue, StreamUrl }) },
    // One that has ended is not there any more.
    end: () => client.send(new TerminateSessionCommand({ SessionId })).then(nothing, nothing),
  };
}

/** @throws UserError where there is none, or one that is too old */
export async function requirePlugin(signal?: AbortSignal): Promise<void> {
  const version = await pluginVersion(signal);
  if (version === undefined) throw pluginProblem(`The ${plugin} is not installed.`);
  if (isAtLeast(version, leastVersion)) return;
  throw pluginProblem(`The ${plugin} is ${version}; needed: ${leastVersion} or newer.`);
}

/** `undefined` where there is none. */
export async function pluginVersion(signal?: AbortSignal): Promise<string | undefined> {
  try {
    const { stdout } = await run([plugin, '--version'], { signal, timeoutMs: 10_000 });
    return stdout.trim();
  } catch (error) {
    if (error instanceof CommandFailed && isAbsent(error)) return undefined;
    throw error;
  }
}

const isAbsent = ({ cause }: CommandFailed) =>
  (cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';

const pluginProblem = (message: string) =>
  new UserError(message, { fix: `install it: ${installPage}\nor go over SSH: --via ssh` });

/** Each part as a number; what is no version is too old. */
export function isAtLeast(version: string, least: string): boolean {
  const parts = version.split('.').map(Number);
  const wanted = least.split('.').map(Number);
  const differs = wanted.findIndex((part, index) => part !== (parts[index] ?? 0));
  return differs === -1 || (parts[differs] ?? 0) > (wanted[differs] ?? 0);
}

/** As the AWS command line calls it (https://github.com/aws/session-manager-plugin, `ValidateInputAndStartSession`). */
export const pluginArgv = ({
  region,
  profile = '',
  request,
}: {
  readonly region: string;
  readonly profile?: string | undefined;
  readonly request: object;
}): readonly string[] => [
  plugin,
  tokenVariable,
  region,
  'StartSession',
  profile,
  JSON.stringify(request),
  '', // endpoint: the region's
];

const nothing = () => undefined;

const mutable = (parameters: Readonly<Record<string, readonly string[]>>) =>
  Object.fromEntries(Object.entries(parameters).map(([name, values]) => [name, [...values]]));
