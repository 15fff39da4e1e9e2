import path from 'node:path';
import { Option } from 'commander';
import { type Architecture, architectures } from '../../contract';
import { exitCodes } from '../io/errors';
import { formatBytes, formatTable } from '../io/format';
import type { BuiltRelease } from '../release/build-release';
import type { Verb } from '../verb';

const shownFiles = 5;

export const releaseVerb: Verb = {
  name: 'release',
  summary: 'build the release archive that an instance runs',
  examples: [
    ['release', 'builds dist/release/<id>.tar.gz'],
    ['release --architecture arm64', 'for a server with such a processor, as t4g has'],
    ['release --output /tmp/releases --json', 'the same elsewhere, described for a script'],
  ],
  flags: [],
  configure(command) {
    command.option('--output <directory>', 'where the archive goes (default: dist/release of the project)');
    command.addOption(
      new Option('--architecture <name>', 'processor of the server: arm64 for t4g and its like')
        .choices(architectures)
        .default('x64'),
    );
  },
  async run({ output: directory, architecture }, { output, rootDirectory, signal }) {
    const outputDirectory =
      typeof directory === 'string' ? path.resolve(directory) : path.join(rootDirectory, 'dist', 'release');
    const built = await output.step('Build the release', async (step) => {
      const { buildRelease } = await import('../release/build-release'); // other verbs start without esbuild
      const release = await buildRelease({
        rootDirectory,
        outputDirectory,
        architecture: architecture as Architecture,
        signal,
      });
      step.note(formatBytes(release.bytes));
      return release;
    });
    output.data(built, describeBuiltRelease(built));
    return exitCodes.ok;
  },
};

/** What a person wants to know of an archive just built. */
export function describeBuiltRelease({ archiveFile, bytes, sha256, manifest }: BuiltRelease): string {
  const { files } = manifest;
  const unpackedBytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const largest = [...files].sort((a, b) => b.bytes - a.bytes).slice(0, shownFiles);
  const table = formatTable([
    ['id', manifest.id],
    ['commit', describeCommit(manifest)],
    ['file', archiveFile],
    ['size', `${formatBytes(bytes)}, unpacked ${formatBytes(unpackedBytes)}`],
    ['sha256', sha256],
    ['files', String(files.length)],
  ]);
  const sizes = largest.map((file) => [`  ${formatBytes(file.bytes)}`, file.path]);
  return `${table}\nlargest\n${formatTable(sizes, [0])}`;
}

function describeCommit({ commit, id }: BuiltRelease['manifest']): string {
  if (commit === null) return 'none: not a git checkout';
  return id.includes('-dirty-') ? `${commit} and changes that are not committed` : commit;
}
