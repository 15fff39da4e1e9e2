import { Option } from 'commander';
import { exitCodes, UserError } from '../io/errors';
import { logUnits, type LogUnit } from '../logs/logs-script';
import { readSince } from '../logs/since';
import { addViaFlags, type RemoteOptions } from '../remote/via-flags';
import { targetFlags, type Verb, wholeNumber } from '../verb';

interface Options extends RemoteOptions {
  readonly follow?: boolean;
  readonly since?: number;
  readonly unit: LogUnit;
  readonly lines: number;
}

export const logsVerb: Verb = {
  name: 'logs',
  summary: 'show what the API, Nginx, Redis and the deploys have logged',
  examples: [
    ['logs', 'the last 100 lines of the API'],
    ['logs --follow', 'and what comes, until Ctrl-C'],
    ['logs --unit all --since 1h', 'everything of the last hour'],
    ['logs --unit deploy', 'what the deploys said'],
    ['logs --json --since 2026-11-22T01:00Z', 'an object a line, for a script'],
  ],
  flags: targetFlags,
  configure(command) {
    addViaFlags(command)
      .option('-f, --follow', 'go on with what comes, until Ctrl-C')
      .option('--since <when>', 'from then on: 90s, 15m, 1h, 2d, or a time in UTC', (text) => readSince(text))
      .addOption(new Option('--unit <name>', 'whose').choices(logUnits).default('app'))
      .addOption(
        new Option('--lines <number>', 'of each at most, the newest')
          .argParser(wholeNumber({ least: 1, most: 100_000, unit: 'lines' }))
          .default(100),
      );
  },
  async run(options, context) {
    const { follow = false, since: sinceMs, unit, lines, ...remoteOptions } = options as unknown as Options;
    const { signal } = context;
    const showOnServer = async () => {
      const { openRemote } = await import('../remote/open-remote');
      const { showLogs } = await import('../logs/show-logs');
      const { shell } = await openRemote(remoteOptions, context);
      return showLogs(shell, { follow, sinceMs, unit, lines }, context);
    };
    const showOfTasks = async () => {
      const { showLogsAtScale } = await import('../scale-out/logs');
      await showLogsAtScale(remoteOptions, { follow, sinceMs, unit, lines }, context);
      return 0;
    };
    const { isScaleOut } = await import('../scale-out/place');
    const show = isScaleOut(remoteOptions, context) ? showOfTasks : showOnServer;
    const state = await show().catch((error: unknown) => {
      // Ctrl-C is how one ends it.
      if (follow && isInterruption(signal)) return 0;
      throw error;
    });
    if (state !== 0)
      throw new UserError('The logs could not be read to their end.', { fix: 'waffle status' });
    return exitCodes.ok;
  },
};

const isInterruption = ({ reason }: AbortSignal) =>
  reason instanceof UserError && /^Interrupted/.test(reason.message);
