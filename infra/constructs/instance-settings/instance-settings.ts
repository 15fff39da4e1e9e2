import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { parameterName, parameters } from '../../../contract';

/** CloudFormation cannot write a SecureString: the secrets are made before the deploy. */
type WritableParameter = Exclude<keyof typeof parameters, 'databasePassword' | 'jwtSecret'>;
type OptionalParameter = 'mediaBucket' | 'domain' | 'certificateEmail' | 'acmeCaUrl';

export type InstanceSettingValues = Readonly<
  Record<Exclude<WritableParameter, OptionalParameter>, string> &
    Partial<Record<OptionalParameter, string | undefined>>
>;

export interface InstanceSettingsProps {
  /** Names the prefix: `/waffle-backend/…` for `waffle-backend`. */
  readonly projectName: string;

  /** Values by the names of contract/parameters.ts; an `undefined` one writes no parameter. */
  readonly values: InstanceSettingValues;
}

/**
 * What the instance reads at boot, as SSM parameters: a changed setting changes a parameter, not the user-data.
 * Depend on the construct as a whole to be sure that all of them exist.
 */
export class InstanceSettings extends Construct {
  constructor(scope: Construct, id: string, { projectName, values }: InstanceSettingsProps) {
    super(scope, id);
    for (const [key, value] of Object.entries(values)) {
      if (value === undefined) continue;
      new CfnParameter(this, logicalName(key), {
        type: 'String',
        name: parameterName(projectName, parameters[key as WritableParameter]),
        value,
      });
    }
  }
}

/** `releaseUrl` is `ReleaseUrl` among the resources of the stack. */
const logicalName = (key: string) => key.charAt(0).toUpperCase() + key.slice(1);
