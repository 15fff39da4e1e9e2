import { CloudFormationClient } from '@aws-sdk/client-cloudformation';

export interface ClientOptions {
  /** @default - the one of the profile or the environment */
  readonly region?: string | undefined;
  /** @default - the one of the environment, or `default` */
  readonly profile?: string | undefined;
}

export const cloudFormationClient = ({ region, profile }: ClientOptions): CloudFormationClient =>
  new CloudFormationClient({
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
  });
