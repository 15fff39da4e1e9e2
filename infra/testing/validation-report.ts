import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type App, Validations } from 'aws-cdk-lib';

interface Finding {
  readonly ruleName: string;
  readonly violatingConstructs: readonly { readonly constructPath: string }[];
}

interface AcknowledgedFinding extends Finding {
  readonly acknowledgedId: string;
  readonly acknowledgedAt: string;
}

interface PluginReport {
  readonly pluginName: string;
  readonly violations: readonly Finding[];
  readonly suppressedViolations?: readonly AcknowledgedFinding[];
}

export interface Acknowledgement {
  /** Path of the construct that it was written beside. */
  readonly at: string;
  readonly id: string;
}

/** What the checks of a synthesis found, as CDK left it in the assembly. */
export const readValidationReport = (assemblyDirectory: string) => {
  const text = readFileSync(path.join(assemblyDirectory, 'validation-report.json'), 'utf8');
  const { pluginReports } = JSON.parse(text) as { pluginReports: readonly PluginReport[] };
  return {
    open: pluginReports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName)),
    acknowledged: pluginReports
      .flatMap(({ suppressedViolations = [] }) => suppressedViolations)
      .map(({ acknowledgedAt, acknowledgedId }): Acknowledgement => ({
        at: acknowledgedAt,
        id: acknowledgedId,
      })),
  };
};

/**
 * CDK's own, in every stack without a region (zones by name), and paid choices, which the Free Tier guard judges itself: they
 * are in its plan, not in CDK's report.
 */
const notOurs = /^CloudFormation-Validate::W3010$|::FreeTier-/;

/** Every acknowledgement of ours in the app, whether something was found for it or not. */
export const acknowledgementsIn = (app: App): readonly (Acknowledgement & { readonly reason: string })[] =>
  app.node.findAll().flatMap((construct) =>
    construct.node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
      .filter(([id]) => !notOurs.test(id))
      .map(([id, reason]) => ({ at: construct.node.path, id, reason })),
  );
