import { createRequire } from 'node:module';

export interface Diagnostic {
  readonly ruleId: string;
  readonly severity: 'FATAL' | 'ERROR' | 'WARN' | 'INFO' | 'DEBUG';
  readonly message: string;
  readonly entity?: { readonly logicalId: string };
}

export interface ValidatorEngine {
  validateTemplate(
    template: object,
    options: { readonly pseudoParameterOverrides: { readonly region: string } },
  ): { readonly diagnostics: readonly Diagnostic[] };
  free(): void;
}

/** CloudFormation Validate, in the copy that CDK asks at every synthesis. */
export const validator = createRequire(require.resolve('aws-cdk-lib'))('@aws/cloudformation-validate') as {
  readonly CompositeEngine: new () => ValidatorEngine;
  readonly TemplateContent: new (content: string) => object;
  readonly version: () => string;
};
