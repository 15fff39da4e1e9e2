import path from 'node:path';
import { Option } from 'commander';
import { type ActName, allActs, usualActs } from '../../rehearsal/acts/names';
import { type Fault, faults } from '../../rehearsal/faults';
import { type InstanceImage, instanceImages } from '../../rehearsal/images';
import { type Report, summarizeFigures } from '../../rehearsal/report';
import { type ExitCode, exitCodes } from '../io/errors';
import { formatSeconds } from '../io/format';
import type { Output } from '../io/output';
import { type Verb, wholeNumber } from '../verb';

interface Options {
  readonly image: InstanceImage;
  readonly keep?: boolean;
  readonly fault?: Fault | undefined;
  readonly interrupt?: boolean;
  readonly port: number;
  readonly results?: string;
  readonly acts?: readonly ActName[];
  readonly releases?: number;
  readonly cold?: boolean;
  readonly full?: boolean;
}

const defaultImage: InstanceImage = 'debian13';

export const rehearseVerb: Verb = {
  name: 'rehearse',
  summary: 'rehearse the whole deploy on this machine, offline and free',
  examples: [
    ['rehearse', 'deploys, acts as a client would, reports and leaves nothing behind'],
    ['rehearse --keep', 'leaves the API running until Ctrl-C'],
    ['rehearse --keep --port 0', 'the same on any free port'],
    ['rehearse --image ubuntu2404', 'the same with an instance that runs Ubuntu 24.04'],
    ['rehearse --releases 10', 'ten releases in a row under load, none of which a client may notice'],
    ['rehearse --full', 'every act, audits too, every package downloaded: the run that README.md shows'],
    ['rehearse --fault disk', 'shows how a deploy fails whose disk is full'],
  ],
  flags: ['timeout'],
  configure(command) {
    command
      .addOption(
        new Option('--image <name>', 'operating system of the instance')
          .choices(instanceImages)
          .default(defaultImage),
      )
      .option('--keep', 'leave the API running until Ctrl-C')
      .addOption(
        new Option(
          '--port <number>',
          'port on 127.0.0.1 where the API is while it is kept, 0 for any free one',
        )
          .argParser(wholeNumber({ least: 0, most: 65_535, unit: 'port' }))
          .default(8443),
      )
      .addOption(
        new Option('--fault <name>', 'plant a fault, to see how the deploy fails').choices(
          Object.keys(faults),
        ),
      )
      .addOption(
        new Option(
          '--releases <number>',
          'releases in a row while clients use the API, before a rollback (default: 3, with --full 10)',
        ).argParser(wholeNumber({ least: 2, most: 50, unit: 'releases' })),
      )
      .addOption(
        new Option(
          '--acts <names...>',
          `what is played before the reboot (default: ${usualActs.join(' ')})`,
        ).choices(allActs),
      )
      .option('--cold', 'download every package of the instance anew, as a new server does')
      .addOption(
        new Option('--full', 'play every act, release ten times, and --cold').conflicts([
          'acts',
          'fault',
          'interrupt',
        ]),
      )
      .option('--interrupt', 'kill the boot in each of its steps and run it again')
      .option(
        '--results <directory>',
        'where the report goes (default: results/rehearsal, with the names of another image, of a fault and the like added)',
      );
  },
  async run(options, { output, signal, environment, rootDirectory }) {
    const {
      image,
      keep = false,
      interrupt = false,
      fault,
      port,
      results,
      full = false,
      cold = full,
      acts = full ? allActs : usualActs,
      releases = full ? 10 : 3,
    } = options as unknown as Options;
    const resultsDirectory = path.resolve(
      results ?? path.join(rootDirectory, 'results', resultsName({ image, full, cold, fault, interrupt })),
    );
    const { cacheDirectory } = environment;
    if (fault) output.warn(`A fault is planted: ${faults[fault]}.`);
    const { rehearse } = await import('../../rehearsal/rehearse'); // other verbs start without the AWS SDK
    const report = await rehearse(
      {
        image,
        keep,
        interrupt,
        fault,
        port,
        cold,
        acts: interrupt ? [] : acts,
        releases,
        resultsDirectory,
        cacheDirectory,
        signal,
      },
      output,
    );
    return present(report, resultsDirectory, output);
  },
};

/** `rehearsal`, `rehearsal-disk`, `rehearsal-ubuntu2404-interrupt`: the usual one is not named. */
const resultsName = ({ image, full, cold, fault, interrupt }: Omit<Options, 'keep' | 'port'>) =>
  [
    ...['rehearsal', image !== defaultImage && image, full && 'full', cold && !full && 'cold'],
    ...[fault, interrupt && !fault && 'interrupt'],
  ]
    .filter(Boolean)
    .join('-');

function present(report: Report, resultsDirectory: string, output: Output): ExitCode {
  const { ok, seconds, failure, figures } = report;
  const reportFile = path.join(path.relative(process.cwd(), resultsDirectory) || '.', 'report.html');
  if (failure) {
    output.error(
      `The rehearsal failed in step “${failure.step}”: ${failure.message}\n${failure.logTail}`.trimEnd(),
      `Read ${reportFile}, and the logs beside it in logs/.`,
    );
  }
  const verdict = `${ok ? 'The rehearsal held' : 'The rehearsal failed'} after ${formatSeconds(seconds)}.`;
  output.data(report, `\n${summarizeFigures(figures)}\n\n${verdict} Report: ${reportFile}`);
  return ok ? exitCodes.ok : exitCodes.failed;
}
