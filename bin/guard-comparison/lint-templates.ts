import { run } from '../io/run';
import { countBy, type Opinion } from './synthesize-trap';

interface Match {
  readonly Filename: string;
  readonly Level: string;
  readonly Message: string;
  readonly Rule: { readonly Id: string };
}

/** The version of cfn-lint that is installed, or `undefined`. */
export async function findLinter(): Promise<string | undefined> {
  const found = await run(['cfn-lint', '--version'], { allowFailure: true }).catch(() => undefined);
  return found?.code === 0 ? found.stdout.trim().replace(/^cfn-lint /, '') : undefined;
}

/** What cfn-lint says about each template, in one run. */
export async function lintTemplates(files: readonly string[]): Promise<ReadonlyMap<string, Opinion>> {
  const argv = ['cfn-lint', '--format', 'json', '--regions', 'us-east-1', '--template', ...files];
  // Its exit code tells the levels that it found.
  const { stdout } = await run(argv, { allowFailure: true });
  const matches = JSON.parse(stdout) as readonly Match[];
  return new Map(files.map((file) => [file, opinionOf(matches.filter(({ Filename }) => Filename === file))]));
}

const opinionOf = (matches: readonly Match[]): Opinion => ({
  counts: countBy(matches.map(({ Rule }) => Rule.Id)),
  stops: matches.some(({ Level }) => Level === 'Error'),
  texts: Object.fromEntries(matches.map(({ Rule, Message }) => [Rule.Id, Message])),
});
