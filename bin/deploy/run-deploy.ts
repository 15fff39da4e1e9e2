import { userInfo } from 'node:os';
import { UserError } from '../io/errors';
import type { Output } from '../io/output';
import type { Job } from '../remote/job';
import { followJob, listJobs, startJob } from '../remote/job';
import type { Remote } from '../remote/open-remote';
import { deployJobScript } from './deploy-script';
import { type InstanceReleases, readReleases, receiptAfter } from './read-releases';
import type { Receipt } from './receipt';

const kind = 'deploy';

/** What a deploy's job knows about itself, for who follows it later. */
interface AboutDeploy {
  readonly kind: Receipt['kind'];
  readonly from: string | null;
  /** Before it. */
  readonly receiptCount: number;
  /** ISO 8601 in UTC. */
  readonly asked: string;
}

/** A deploy on the instance, under way or ended. */
export interface DeployJob extends Job {
  readonly about: AboutDeploy;
}

export interface DeployRequest {
  readonly kind: Receipt['kind'];
  /** Of deploy.sh. */
  readonly words: readonly string[];
}

/** How a deploy ended. */
export interface DeployEnd {
  readonly ok: boolean;
  readonly kind: Receipt['kind'];
  /** What served before. */
  readonly from: string | null;
  /** What serves now. */
  readonly serving: string | null;
  /** Absent where deploy.sh refused to begin, or was killed. */
  readonly receipt: Receipt | undefined;
  /** The end of what it printed. */
  readonly lastLines: readonly string[];
}

type Server = Pick<Remote, 'shell' | 'target'>;

/** The newest deploys that were asked for from a laptop, the newest first. */
export const listDeploys = async ({ shell }: Server, signal: AbortSignal) =>
  (await listJobs(shell, kind, signal)) as readonly DeployJob[];

export const isUnderWay = ({ state }: Job) => state === 'running';

/** Starts deploy.sh as a unit of the instance's, which goes on whatever becomes of us. */
export async function startDeploy(
  { shell, target }: Server,
  { kind: what, words }: DeployRequest,
  signal: AbortSignal,
): Promise<DeployJob> {
  const { current, receiptCount } = await readReleases(shell, signal);
  const asked = new Date().toISOString();
  const about = { kind: what, from: current, receiptCount, asked };
  const script = deployJobScript({ words, region: target.region, by: userInfo().username });
  return { name: await startJob(shell, { kind, script, about }, signal), state: 'running', about };
}

/** Shows what it prints, from its beginning, until it has ended. */
export async function followDeploy(
  { shell }: Server,
  { name, about }: DeployJob,
  output: Output,
  signal: AbortSignal,
): Promise<DeployEnd> {
  const lines: string[] = [];
  let rest = '';
  const onText = (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) output.line(`  ${line}`);
    lines.push(...parts);
  };
  const state = await followJob(shell, name, { onText, signal }).catch((error: unknown) => {
    output.warn(goesOn[about.kind]);
    throw error;
  });
  const after = await readReleases(shell, signal);
  return endOf(state, about, after, lines);
}

/** What a Ctrl-C leaves to the instance. */
const goesOn: Readonly<Record<Receipt['kind'], string>> = {
  release: 'The deploy goes on on the instance. To see how it ends: waffle deploy --follow',
  rollback:
    'The rollback goes on on the instance. To see how it ends: waffle deploy --follow (a second waffle rollback, once it has ended, goes forward again)',
};

const endOf = (
  state: number | 'cut' | 'none',
  { kind: what, from, receiptCount }: AboutDeploy,
  after: InstanceReleases,
  lines: readonly string[],
): DeployEnd => ({
  ok: state === 0,
  kind: what,
  from,
  serving: after.current,
  receipt: receiptAfter(after, receiptCount),
  lastLines:
    state === 'cut' ? [...lines, 'it was cut short: killed, or the instance restarted'] : lines.slice(-6),
});

/** @throws UserError where what is asked for did not come into service */
export function requireDeployed(end: DeployEnd): DeployEnd {
  if (end.ok) return end;
  const { kind: what, receipt, serving, lastLines } = end;
  const where = receipt?.failedStep ? ` in step '${receipt.failedStep}'` : '';
  const name = what === 'rollback' ? 'The rollback' : 'The release';
  const said = lastLines.join('\n');
  throw new UserError(
    `${name} failed${where}; ${serving === null ? 'nothing serves' : `${serving} serves on`}.\n${said}`,
    { fix: wayOut(what, said) },
  );
}

const wayOut = (what: Receipt['kind'], said: string): string => {
  if (/--despite-migrations/.test(said))
    return 'waffle rollback --despite-migrations, if the older release can do with them';
  if (/another deploy is running/.test(said))
    return 'wait until it has ended, then try again: waffle releases shows what serves';
  if (/AccessDenied|Forbidden|403/.test(said))
    return 'waffle up: the server’s role may not read this release yet';
  if (/too small|no room|No space left/i.test(said))
    return 'waffle status shows its disk; waffle deploy --without-backup takes no dump first';
  return what === 'rollback'
    ? 'waffle releases'
    : 'waffle logs --unit app --since 15m; then repair it, and waffle deploy again';
};
