import { writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  type IPolicyValidationContext,
  type IPolicyValidationPlugin,
  type PolicyValidationPluginReport,
  type PolicyViolation,
  Stage,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { collectAcknowledgements } from './guard/acknowledgement';
import type { AcknowledgementProblem, PricedFinding } from './guard/check-stacks';
import { type Plan, planFileName, planOf } from './guard/plan';
import { viewApp } from './guard/view-app';
import { describePrice } from './describe-price';
import { rules } from './rules';
import type { AccountKind } from './rules/rule';

export interface FreeTierChecksProps {
  /** `credit-free` and `credit-paid` were opened from 2025-07-15 on; an `older` one pays list price. */
  readonly account: AccountKind;

  /**
   * Region of the stacks that name none.
   *
   * @default 'us-east-1'
   */
  readonly region?: string | undefined;

  /**
   * Hours a month that instances and databases run, less than all when a schedule stops them.
   *
   * @default 730
   */
  readonly machineHours?: number | undefined;

  /**
   * Day to judge by, `YYYY-MM-DD`: versions end and charges begin on a day.
   *
   * @default - today
   */
  readonly date?: string | undefined;

  /**
   * What to type, by the id of a rule, where users of the app change settings and no CDK code.
   *
   * @default - the CDK code to write
   */
  readonly fixes?: Readonly<Record<string, string>> | undefined;

  /**
   * How to stand by a choice, likewise.
   *
   * @default - `Validations.of(construct).acknowledge(…)`
   */
  readonly acknowledgeBy?: ((id: string) => string) | undefined;
}

const packName = 'FreeTier';

/**
 * Refuses what costs money by surprise: `Validations.of(app).addPlugins(new FreeTierChecks(app, { account: 'credit-free' }))`.
 * A finding stops the synthesis; a paid choice is acknowledged with a reason, and then stands with its price in
 * `free-tier-plan.json` in the output folder.
 */
export class FreeTierChecks implements IPolicyValidationPlugin {
  readonly name = packName;
  readonly ruleIds: string[] = rules.map(({ id }) => id);

  /** Looks at the stacks within the scope. */
  constructor(
    private readonly scope: IConstruct,
    private readonly props: FreeTierChecksProps,
  ) {}

  validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const { date = new Date().toISOString().slice(0, 10) } = this.props;
    const acknowledgements = collectAcknowledgements(this.scope, packName);
    const plan = planOf(viewApp(this.scope, context), acknowledgements, { ...this.props, date });
    writePlan(context.appConstruct, plan);
    const { acknowledgeBy = inCode } = this.props;
    const violations = [
      ...plan.open.map((finding) => toViolation(finding, acknowledgeBy(finding.id))),
      ...plan.problems.map(toProblemViolation),
    ];
    return { success: violations.length === 0, violations };
  }
}

const writePlan = (app: IConstruct, plan: Plan) => {
  if (!Stage.isStage(app)) return;
  writeFileSync(path.join(app.outdir, planFileName), `${JSON.stringify(plan, null, 2)}\n`);
};

const toViolation = (finding: PricedFinding, acknowledgement: string): PolicyViolation => ({
  ruleName: finding.id,
  // What AWS refuses, no acknowledgement can have.
  severity: finding.refusal === undefined ? 'error' : 'fatal',
  description: describeFinding(finding),
  fix: finding.refusal === undefined ? `${finding.fix}; or ${acknowledgement}` : finding.fix,
  violatingResources: [
    {
      resourceLogicalId: finding.logicalId,
      constructPath: finding.place,
      locations: [finding.location],
      ...(finding.templateFile !== undefined && { templatePath: finding.templateFile }),
    },
  ],
});

/** One sentence with what was found, its price and why. */
export const describeFinding = ({ title, got, cost, refusal, reason }: PricedFinding) => {
  const price = refusal === undefined ? describePrice(cost) : `refused by AWS: “${refusal}”`;
  return `${title} (${got}), ${price}. ${reason}`;
};

const inCode = (id: string) =>
  `Validations.of(construct).acknowledge({ id: '${id}', reason: 'why it is worth its price' })`;

/** Fatal, so that no acknowledgement silences it. */
const toProblemViolation = ({
  id,
  path: constructPath,
  text,
  fix,
}: AcknowledgementProblem): PolicyViolation => ({
  ruleName: id,
  severity: 'fatal',
  description: text,
  fix,
  violatingResources: [{ constructPath, locations: [] }],
});
