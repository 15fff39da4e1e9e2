import path from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import type { BenchOptions } from '../../bench/run-bench';
import type { Floor } from '../../bench/report/floors';
import type { Report } from '../../bench/report/report';
import { stacks } from '../../bench/stacks';
import type { DatabaseKind } from '../../bench/servers/database-server';
import { type ExitCode, exitCodes } from '../io/errors';
import { formatTable } from '../io/format';
import { type CommandContext, type Verb, wholeNumber } from '../verb';

/** What `--quick` replaces: enough to see that everything runs, too little to quote. */
const thorough = { rounds: 3, seconds: 3, nodes: ['20', '24'], starts: 3, bursts: 3 };
const quick = { rounds: 1, seconds: 2, nodes: [process.execPath], starts: 1, bursts: 1 };

interface Flags {
  readonly stacks?: BenchOptions['stacks'];
  readonly nodes?: readonly string[];
  readonly database?: DatabaseKind;
  readonly rounds?: number;
  readonly seconds?: number;
  readonly quick?: boolean;
  readonly synth?: boolean;
  readonly start?: boolean;
  readonly lists?: boolean;
  readonly capacity?: boolean;
  readonly many?: boolean;
  readonly posts?: number;
}

export const benchVerb: Verb = {
  name: 'bench',
  summary: 'measure the list of seminars beside its peers',
  examples: [
    ['bench', 'all stacks on Node 20 and 24, into results/bench'],
    ['bench --quick', 'the same once and short, to see that it runs'],
    ['bench --stacks original,ours,bare-node --nodes 24', 'what the limits need, on one Node'],
    ['bench --synth --rounds 9', '`cdk synth` beside an empty CDK app instead'],
    ['bench --start', '`waffle --help` beside `node -e 0` instead'],
    ['bench --lists', 'the lists with a thousand posts beside those with a million instead'],
    ['bench --capacity', 'how many requests a second one machine carries instead'],
    ['bench --many', 'one process behind a balancer beside two, three and four instead'],
    ['bench --nodes /usr/bin/node --rounds 9 --seconds 5', 'this Node, for longer'],
  ],
  flags: ['timeout'],
  configure(command) {
    command
      .option(
        '--stacks <names>',
        `which, with commas: ${stacks.map(({ name }) => name).join(', ')}`,
        readStacks,
      )
      .option(
        '--nodes <versions>',
        'Node 20, 22 or 24, or paths, with commas; the first one makes the chart',
        list,
      )
      .option(
        '--rounds <number>',
        'how often each is measured',
        wholeNumber({ least: 1, most: 50, unit: 'rounds' }),
      )
      .option(
        '--seconds <number>',
        'how long a round is',
        wholeNumber({ least: 1, most: 60, unit: 'seconds' }),
      )
      .addOption(
        new Option('--database <kind>', 'the server that all stacks ask')
          .choices(['mariadb', 'mysql'])
          .default('mariadb'),
      )
      .option('--synth', 'measure `cdk synth` beside an empty CDK app instead')
      .option('--start', 'measure `waffle --help` beside `node -e 0` instead')
      .option('--lists', 'measure the lists with a thousand posts beside those with a million instead')
      .option('--capacity', 'measure how many requests a second one machine carries instead')
      .option('--many', 'measure one process behind a balancer beside two, three and four instead')
      .option(
        '--posts <number>',
        'with --lists: how many the larger database has; with --capacity: how many there are',
        wholeNumber({ least: 2_000, most: 10_000_000, unit: 'posts' }),
      )
      .option('--quick', 'one round of 2 s on this Node');
  },
  async run(flags: Flags, context) {
    if (flags.synth) return measureSynth(flags, context);
    if (flags.start) return measureStart(flags, context);
    if (flags.lists) return measureLists(flags, context);
    if (flags.capacity) return measureCapacity(flags, context);
    if (flags.many) return measureMany(flags, context);
    const { output, signal, environment, rootDirectory } = context;
    const base = flags.quick ? quick : thorough;
    const { rounds = base.rounds, seconds = base.seconds, nodes = base.nodes, database = 'mariadb' } = flags;
    const chosen = flags.stacks ?? stacks;
    const { cacheDirectory } = environment;
    // Other verbs start without the drivers of the database and of Redis.
    const { runBench } = await import('../../bench/run-bench');
    const { writeResults } = await import('../../bench/report/write-results');
    const report = await runBench(
      { ...base, stacks: chosen, nodes, database, rounds, secondsPerRound: seconds },
      { output, signal, rootDirectory, cacheDirectory },
    );
    const directory = path.join(rootDirectory, 'results', 'bench');
    await writeResults(directory, report);
    output.data(report, describeReport(report, path.relative(rootDirectory, directory)));
    return allFloors(report).some(({ holds }) => holds === false) ? exitCodes.guard : exitCodes.ok;
  },
};

const measureSynth = async (flags: Flags, context: CommandContext): Promise<ExitCode> => {
  const { output, signal, environment, rootDirectory } = context;
  const { runSynthBench } = await import('../../bench/synth/run-synth-bench');
  const { judgeSynth, synthMarkdown, writeSynthReport } = await import('../../bench/synth/synth-report');
  const rounds = flags.rounds ?? (flags.quick ? 1 : 7);
  const { cacheDirectory } = environment;
  const report = await runSynthBench(rounds, { output, signal, rootDirectory, cacheDirectory });
  await writeSynthReport(path.join(rootDirectory, 'results', 'bench'), report);
  output.data(report, synthMarkdown(report));
  return judgeSynth(report).holds ? exitCodes.ok : exitCodes.guard;
};

const measureStart = async (flags: Flags, context: CommandContext): Promise<ExitCode> => {
  const { output, signal, environment, rootDirectory } = context;
  const { judgeStart, runStartBench, startMarkdown, writeStartReport } =
    await import('../../bench/start/run-start-bench');
  const { cacheDirectory } = environment;
  const rounds = flags.rounds ?? (flags.quick ? 1 : 21);
  const report = await runStartBench(rounds, { output, signal, rootDirectory, cacheDirectory });
  await writeStartReport(path.join(rootDirectory, 'results', 'bench'), report);
  output.data(report, startMarkdown(report));
  return judgeStart(report).holds ? exitCodes.ok : exitCodes.guard;
};

const measureLists = async (flags: Flags, context: CommandContext): Promise<ExitCode> => {
  const { output, signal, environment, rootDirectory } = context;
  const { runListsBench } = await import('../../bench/lists/run-lists-bench');
  const { judgeLists, listsMarkdown, writeListsReport } = await import('../../bench/lists/lists-report');
  const { cacheDirectory } = environment;
  const rounds = flags.rounds ?? (flags.quick ? 1 : 9);
  const posts = { few: 1_000, many: flags.posts ?? (flags.quick ? 20_000 : 1_000_000) };
  const report = await runListsBench({ rounds, posts }, { output, signal, rootDirectory, cacheDirectory });
  await writeListsReport(path.join(rootDirectory, 'results', 'bench'), report);
  output.data(report, listsMarkdown(report));
  return judgeLists(report).holds ? exitCodes.ok : exitCodes.guard;
};

const measureCapacity = async (flags: Flags, context: CommandContext): Promise<ExitCode> => {
  const { output, signal, environment, rootDirectory } = context;
  const { runCapacityBench } = await import('../../bench/capacity/run-capacity-bench');
  const { capacityMarkdown, capacityOf, writeCapacityReport } =
    await import('../../bench/capacity/capacity-report');
  const { rounds, seconds, posts } = flags.quick
    ? { rounds: 1, seconds: 2, posts: 2_000 }
    : { rounds: 3, seconds: 8, posts: 20_000 };
  const options = {
    rounds: flags.rounds ?? rounds,
    secondsPerRound: flags.seconds ?? seconds,
    posts: flags.posts ?? posts,
  };
  const { cacheDirectory } = environment;
  const report = await runCapacityBench(options, { output, signal, rootDirectory, cacheDirectory });
  await writeCapacityReport(path.join(rootDirectory, 'results', 'bench'), report);
  output.data(report, capacityMarkdown(report));
  return capacityOf(report) === undefined ? exitCodes.guard : exitCodes.ok;
};

const measureMany = async (flags: Flags, context: CommandContext): Promise<ExitCode> => {
  const { output, signal, environment, rootDirectory } = context;
  const { runManyBench } = await import('../../bench/many/run-many-bench');
  const { isComplete, manyMarkdown, writeManyReport } = await import('../../bench/many/many-report');
  const { cacheDirectory } = environment;
  const options = {
    rounds: flags.rounds ?? (flags.quick ? 1 : 5),
    seconds: flags.seconds ?? (flags.quick ? 2 : 3),
  };
  const report = await runManyBench(options, { output, signal, rootDirectory, cacheDirectory });
  await writeManyReport(path.join(rootDirectory, 'results', 'bench'), report);
  output.data(report, manyMarkdown(report));
  return isComplete(report) ? exitCodes.ok : exitCodes.guard;
};

const list = (text: string) => text.split(',').map((item) => item.trim());

function readStacks(text: string): BenchOptions['stacks'] {
  const names = list(text);
  const unknown = names.filter((name) => !stacks.some((stack) => stack.name === name));
  if (unknown.length === 0) return stacks.filter(({ name }) => names.includes(name));
  const allowed = stacks.map(({ name }) => name).join(', ');
  throw new InvalidArgumentError(`Unknown: ${unknown.join(', ')}. Allowed: ${allowed}.`);
}

const allFloors = ({ results }: Report): readonly Floor[] => results.flatMap(({ floors }) => floors);

const verdicts = { true: 'holds', false: 'MISSED', undefined: 'not measured' } as const;

/** For the terminal: what was asked and what came of it. */
export function describeReport({ results }: Report, directory: string): string {
  const tables = results.map(({ node, floors }) => {
    const rows = floors.map(({ what, asked, measured, holds }) => [
      `  ${what}`,
      asked,
      String(measured ?? ''),
      verdicts[`${holds}` as keyof typeof verdicts],
    ]);
    return `Node ${node}\n${formatTable(rows)}`;
  });
  return [...tables, `Table, chart and figures: ${directory}/seminar-list.md, .svg and .json`].join('\n\n');
}
