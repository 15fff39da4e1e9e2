import { exitCodes } from '../io/errors';
import { addViaFlags, type RemoteOptions } from '../remote/via-flags';
import { targetFlags, type Verb } from '../verb';

export const statusVerb: Verb = {
  name: 'status',
  summary: 'show how everything is: instance, database, certificate, release, API, cost',
  examples: [
    ['status', 'a line a part; ends with 1 when something is down'],
    ['status --json', 'all that was read, for a script'],
  ],
  flags: targetFlags,
  configure(command) {
    addViaFlags(command);
  },
  async run(options, context) {
    const { output, signal } = context;
    const { openTarget } = await import('../aws/target');
    const { readStack } = await import('../stack/read-stack');
    const { readStatus } = await import('../status/read-status');
    const { describeStatus, judgeStatus } = await import('../status/describe-status');
    const { isHealthy } = await import('../status/rows');
    const { isScaleOut } = await import('../scale-out/place');
    if (isScaleOut(options, context)) {
      const { showStatusAtScale } = await import('../scale-out/status');
      return (await showStatusAtScale(options, context)) ? exitCodes.ok : exitCodes.failed;
    }
    const target = await openTarget(options as unknown as RemoteOptions, context);
    const stack = await readStack(target, signal);
    const status = await readStatus(options as unknown as RemoteOptions, { target, stack }, context);
    const rows = judgeStatus(status, new Date());
    output.data({ healthy: isHealthy(rows), rows, ...status }, describeStatus(status, rows));
    return isHealthy(rows) ? exitCodes.ok : exitCodes.failed;
  },
};
