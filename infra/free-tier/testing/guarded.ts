import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import { FreeTierChecks, type FreeTierChecksProps } from '../free-tier-checks';
import { type Plan, planFileName } from '../guard/plan';

/** Day by which the tests judge: versions end and charges begin on a day. */
export const today = '2026-11-21';

export interface Guarded {
  readonly plan: Plan;
  /** The report with which the synthesis ended, or nothing. */
  readonly report: string | undefined;
}

/** Synthesizes an app under the guard, without CDK's own validation, and reads the plan it left. */
export const guard = (build: (app: App) => unknown, props: Partial<FreeTierChecksProps> = {}): Guarded => {
  const outdir = mkdtempSync(path.join(tmpdir(), 'waffle-guard-'));
  try {
    const app = new App({
      outdir,
      context: recommendedFlags,
      analyticsReporting: false,
      builtinCloudFormationValidation: false,
    });
    build(app);
    Validations.of(app).addPlugins(
      new FreeTierChecks(app, { account: 'credit-paid', date: today, ...props }),
    );
    const report = reportOf(app);
    return { report, plan: JSON.parse(readFileSync(path.join(outdir, planFileName), 'utf8')) as Plan };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
};

/** The same for an app of one stack. */
export const guardStack = (build: (stack: Stack) => unknown, props: Partial<FreeTierChecksProps> = {}) =>
  guard((app) => build(new Stack(app, 'Stack')), props);

const reportOf = (app: App): string | undefined => {
  try {
    app.synth();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** Ids of the open findings, each once. */
export const openIds = ({ plan }: Guarded) => [...new Set(plan.open.map(({ id }) => id))];
