import { BaseCredentials, type IIoHost, type IoMessage, type IoRequest, Toolkit } from '@aws-cdk/toolkit-lib';
import type { AwsConfig } from '../aws/clients';
import type { Output } from '../io/output';
import type { ResourceProgress } from './resource-progress';

/** Codes of CDK's messages: an event of a stack, and the question whether a change set may be executed. */
const stackActivity = 'CDK_TOOLKIT_I5502';
const approval = 'CDK_TOOLKIT_I5060';

interface HostOptions {
  readonly output: Output;
  readonly progress: ResourceProgress;
  /** Whether the change set that is there now may be executed. */
  readonly isApproved: () => Promise<boolean>;
}

/** CDK's programmatic toolkit, as whom and where the target says; what it tells goes through our output. */
export const createToolkit = (
  { region, profile }: Pick<AwsConfig, 'profile'> & { readonly region: string },
  host: HostOptions,
): Toolkit =>
  new Toolkit({
    ioHost: createHost(host),
    color: false,
    emojis: false,
    // The guard and the synthesis have spoken already.
    assemblyFailureAt: 'error',
    sdkConfig: {
      baseCredentials: BaseCredentials.awsCliCompatible({
        defaultRegion: region,
        ...(profile === undefined ? {} : { profile }),
      }),
    },
  });

const createHost = ({ output, progress, isApproved }: HostOptions): IIoHost => ({
  notify(message: IoMessage<unknown>) {
    if (message.code === stackActivity) progress.see((message.data as { event: object }).event);
    if (['warn', 'info', 'result'].includes(message.level)) output.detail(message.message);
    return Promise.resolve();
  },
  requestResponse: <T>(message: IoRequest<unknown, T>) =>
    message.code === approval ? (isApproved() as Promise<T>) : Promise.resolve(message.defaultResponse),
});
