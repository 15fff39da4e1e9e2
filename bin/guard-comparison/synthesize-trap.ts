import { readFileSync } from 'node:fs';
import path from 'node:path';
import { App, type IPolicyValidationPlugin, Stack, Validations } from 'aws-cdk-lib';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import { AwsSolutionsChecks } from 'cdk-nag';
import { FreeTierChecks, type FreeTierChecksProps, type Plan, planFileName } from '../../infra/free-tier';

/** What one checker said about one template: ids of its rules, with how often. */
export interface Opinion {
  readonly counts: Readonly<Record<string, number>>;
  /** Some of it would stop the synthesis. */
  readonly stops: boolean;
  readonly texts: Readonly<Record<string, string>>;
}

export interface SynthesizedTrap {
  readonly templateFile: string;
  readonly plan: Plan;
  readonly opinions: Readonly<Record<string, Opinion>>;
}

interface ValidationReport {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly violations: readonly {
      readonly ruleName: string;
      readonly description: string;
      readonly severity?: string;
      readonly violatingConstructs: readonly unknown[];
    }[];
  }[];
}

/** As the command line of CDK asks of an app: it then neither prints the report nor fails by it. */
const leaveReportingToOthers = '@aws-cdk/core:failSynthOnValidationErrors';

/** Synthesizes with the flags that `cdk init` writes, and lets every checker see the same template. */
export const synthesizeTrap = (
  outdir: string,
  build: (stack: Stack) => unknown,
  props: FreeTierChecksProps,
): SynthesizedTrap => {
  const context = { ...recommendedFlags, [leaveReportingToOthers]: false };
  const app = new App({ outdir, context, analyticsReporting: false });
  const stack = new Stack(app, 'Stack', { env: { region: 'us-east-1' } });
  build(stack);
  Validations.of(app).addPlugins(new FreeTierChecks(app, props), awsSolutions(app));
  app.synth();
  const read = (file: string): unknown => JSON.parse(readFileSync(path.join(outdir, file), 'utf8'));
  return {
    templateFile: path.join(outdir, stack.templateFile),
    plan: read(planFileName) as Plan,
    opinions: opinionsOf(read('validation-report.json') as ValidationReport),
  };
};

/** Its declaration predates exactOptionalPropertyTypes. */
const awsSolutions = (app: App) => new AwsSolutionsChecks(app) as IPolicyValidationPlugin;

const opinionsOf = ({ pluginReports }: ValidationReport): Readonly<Record<string, Opinion>> =>
  Object.fromEntries(
    pluginReports.map(({ pluginName, violations }) => [
      pluginName,
      {
        counts: countBy(
          violations.flatMap(({ ruleName, violatingConstructs }) => violatingConstructs.map(() => ruleName)),
        ),
        stops: violations.some(({ severity }) => severity === 'error' || severity === 'fatal'),
        texts: Object.fromEntries(violations.map(({ ruleName, description }) => [ruleName, description])),
      },
    ]),
  );

export const countBy = (names: readonly string[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};
