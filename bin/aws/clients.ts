/** What every client of the SDK is made with: `new EC2Client(awsConfig({ region }))`. */
export interface AwsConfig {
  readonly region?: string;
  readonly profile?: string;
  readonly maxAttempts: number;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: boolean;
  };
}

export interface AwsConfigOptions {
  /** @default - the one of the profile or the environment */
  readonly region?: string | undefined;
  /** @default - the one of the environment, or `default` */
  readonly profile?: string | undefined;
}

/**
 * Throttled and failed requests are sent again by the SDK, with growing pauses: six times within about 20 seconds. A network
 * that answers nothing ends a request instead of holding it for ever.
 */
export const awsConfig = ({ region, profile }: AwsConfigOptions): AwsConfig => ({
  ...(region === undefined ? {} : { region }),
  ...(profile === undefined ? {} : { profile }),
  maxAttempts: 6,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
});
