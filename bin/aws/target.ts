import type { Settings } from '../../infra/config/settings';
import { readSettings } from '../plan/read-settings';
import { exitCodes, UserError } from '../io/errors';
import type { CommandContext } from '../verb';
import { awsConfig, type AwsConfig } from './clients';

/** The values of `targetFlags`. */
export interface TargetOptions {
  readonly context?: readonly string[];
  readonly region?: string;
  readonly profile?: string;
}

/** Which project a verb works on, and where. */
export interface Target {
  readonly settings: Settings;
  /** The stack, and what its resources are tagged with (`project`). */
  readonly projectName: string;
  readonly region: string;
  /** What clients of the SDK are made with. */
  readonly aws: AwsConfig & { readonly region: string };
  /** The settings that were typed, as `cdk -c` takes them, with those of `--region` and `--profile`. */
  readonly context: readonly string[];
}

/** The settings that were typed, as `cdk -c` takes them. */
export const typedSettings = ({ context = [], region, profile }: TargetOptions): readonly string[] => [
  ...context,
  ...(region === undefined ? [] : [`region=${region}`]),
  ...(profile === undefined ? [] : [`profile=${profile}`]),
];

/** @throws UserError for wrong settings, or where no region is chosen */
export async function openTarget(
  options: TargetOptions,
  { rootDirectory }: Pick<CommandContext, 'rootDirectory'>,
): Promise<Target> {
  const typed = typedSettings(options);
  const settings = readSettings(rootDirectory, typed);
  const config = awsConfig(settings);
  const found = await regionOf(config);
  return {
    settings,
    projectName: settings.projectName,
    region: found,
    aws: { ...config, region: found },
    context: typed,
  };
}

/** The SDK's own search: the setting, the environment, the profile. */
async function regionOf(config: AwsConfig): Promise<string> {
  const { STSClient } = await import('@aws-sdk/client-sts');
  try {
    return await new STSClient(config).config.region();
  } catch (error) {
    throw new UserError('No AWS region is chosen.', {
      code: exitCodes.usage,
      fix: 'waffle init; or add --region us-east-1; or set AWS_REGION',
      cause: error,
    });
  }
}
