import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

/**
 * The rules that a synthesis is held to besides CDK's own, which need no adding. An open finding of either fails it, be
 * it an error or a warning (cdk.json: `strict`). What is done on purpose is acknowledged beside the construct that knows
 * why, with the full id (`AwsSolutions::AwsSolutions-VPC7`): by the short one it would vanish from the report.
 */
export const addChecks = (app: App): void => {
  Validations.of(app).addPlugins(new AwsSolutionsChecks());
};
