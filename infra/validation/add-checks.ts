import {
  type App,
  CloudFormationValidatePlugin,
  type IPolicyValidationPlugin,
  Validations,
} from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

/**
 * The rules that a synthesis is held to: CDK's own, and AwsSolutions of cdk-nag. An open finding of either fails it, be it
 * an error or a warning (cdk.json: `strict`). What is done on purpose is acknowledged beside the construct that knows
 * why, with the full id (`AwsSolutions::AwsSolutions-VPC7`): by the short one it would vanish from the report.
 */
export const addChecks = (app: App): void => {
  // The class is not assignable to its interface under exactOptionalPropertyTypes.
  cloudFormation ??= new CloudFormationValidatePlugin() as IPolicyValidationPlugin;
  Validations.of(app).addPlugins(cloudFormation, new AwsSolutionsChecks());
};

/**
 * The instance that CDK would otherwise make at the synthesis. Its rules take a second to load: here they load while the
 * release archive is still being built.
 */
let cloudFormation: IPolicyValidationPlugin | undefined;
