import path from 'node:path';
import { Option } from 'commander';
import { type EvidenceName, evidenceNames, type EvidenceTarget, evidenceTargets } from '../evidence/evidence';
import { exitCodes, UserError } from '../io/errors';
import { addViaFlags, type RemoteOptions } from '../remote/via-flags';
import { targetFlags, type Verb } from '../verb';

interface Options extends RemoteOptions {
  readonly target: EvidenceTarget;
  readonly only?: readonly EvidenceName[];
  readonly showHomeAddresses?: boolean;
  readonly results?: string;
  readonly receipts?: string;
}

export const resultsVerb: Verb = {
  name: 'results',
  summary: 'collect the evidence that it works: tables, answers, pictures, one page',
  examples: [
    ['results', 'of what is deployed, into results/: open results/index.html'],
    ['results --target rehearsal', 'of a rehearsal on this machine: no account, nothing to pay'],
    ['results --only card', 'the row with address, names and release alone; the other evidence stays'],
    ['results --only release', 'before and after a waffle deploy: both answers stand side by side'],
    ['results --only teardown', 'after waffle down: its receipt'],
  ],
  flags: targetFlags,
  configure(command) {
    addViaFlags(command)
      .addOption(
        new Option('--target <what>', 'what is looked at')
          .choices(evidenceTargets)
          .default('aws' satisfies EvidenceTarget),
      )
      .addOption(new Option('--only <names...>', 'these alone').choices(evidenceNames))
      .option('--show-home-addresses', 'show the addresses that may use SSH, which are masked otherwise')
      .option('--results <directory>', 'where it goes (default: results)')
      .option('--receipts <directory>', 'where waffle down leaves its receipts (default: results/teardown)');
  },
  /** Makes users and a seminar at the API and removes them; changes nothing else. Killed at any point it may be run again. */
  async run(options, context) {
    const typed = options as unknown as Options;
    const { output, rootDirectory } = context;
    const directories = {
      results: path.resolve(typed.results ?? path.join(rootDirectory, 'results')),
      receipts: path.resolve(typed.receipts ?? path.join(rootDirectory, 'results', 'teardown')),
    };
    const { collectEvidence } = await import('../evidence/collect-evidence');
    const { rehearseEvidence } = await import('../evidence/rehearse-evidence');
    const collect = typed.target === 'aws' ? collectEvidence : rehearseEvidence;
    const manifest = await collect({ ...typed, directories, only: typed.only ?? evidenceNames }, context);
    const page = path.relative(process.cwd(), path.join(directories.results, 'index.html'));
    const failed = manifest.evidence.filter(({ outcome }) => outcome === 'failed');
    output.data(manifest, `\n${manifest.evidence.length} pieces of evidence: ${page}`);
    if (failed.length === 0) return exitCodes.ok;
    throw new UserError(`Not shown: ${failed.map(({ name }) => name).join(', ')}.`, {
      fix: `read why in ${page}; then: waffle results --only ${failed.map(({ name }) => name).join(' ')}`,
    });
  },
};
