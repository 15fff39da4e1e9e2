import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Plan, planFileName } from '../../infra/free-tier';
import { exitCodes, UserError } from '../io/errors';
import { run, type RunResult } from '../io/run';

export interface SynthesizePlanOptions {
  readonly rootDirectory: string;
  /** `name=value`, as `cdk -c` takes them. */
  readonly context: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** What `cdk synth` makes of the project, with the plan that its guard leaves beside the templates. */
export async function synthesizePlan(options: SynthesizePlanOptions): Promise<Plan> {
  const { plan, remove } = await synthesizeAssembly(options);
  await remove();
  return plan;
}

export interface Assembly {
  /** CDK's cloud assembly, in a folder of its own. */
  readonly directory: string;
  readonly plan: Plan;
  remove(): Promise<void>;
}

/** @throws UserError where nothing came of it */
export async function synthesizeAssembly({
  rootDirectory,
  context,
  signal,
}: SynthesizePlanOptions): Promise<Assembly> {
  const directory = await mkdtemp(path.join(tmpdir(), 'waffle-plan-'));
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    const settings = context.flatMap((setting) => ['-c', setting]);
    const argv = [process.execPath, cdkFile(rootDirectory), 'synth', '--quiet', '--output', directory];
    const result = await run([...argv, ...settings], { cwd: rootDirectory, signal, allowFailure: true });
    const plan = await readPlan(path.join(directory, planFileName));
    if (plan === undefined) throw synthesisFailed(result);
    // What the guard found is in the plan; anything else is not.
    if (result.code !== 0 && isClean(plan)) throw synthesisFailed(result);
    return { directory, plan, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

export const isClean = ({ open, problems }: Plan) => open.length + problems.length === 0;

const cdkFile = (rootDirectory: string) => path.join(rootDirectory, 'node_modules/aws-cdk/bin/cdk');

async function readPlan(file: string): Promise<Plan | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Plan);
}

/** The app ends with 2 on wrong settings, of which `cdk` only tells. */
function synthesisFailed({ stderr }: RunResult): UserError {
  const isUsage = stderr.includes('Subprocess exited with error 2');
  const text = stderr.replace(/^.*Subprocess exited with error.*$/gm, '').replace(/^✖ /, '');
  return new UserError(`Nothing was synthesized.\n${text.trim()}`, {
    code: isUsage ? exitCodes.usage : exitCodes.failed,
    ...(isUsage ? {} : { fix: 'npx cdk synth shows the same, with its stack trace.' }),
  });
}
