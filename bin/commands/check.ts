import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ExitCode, exitCodes, UserError } from '../io/errors';
import { run } from '../io/run';
import type { Verb } from '../verb';

interface Options {
  readonly deploy?: boolean;
  readonly envFile?: string;
  readonly nginx?: string;
  readonly failLevel?: string;
}

export const checkVerb: Verb = {
  name: 'check',
  summary: 'check the settings of the API, and with --deploy whether they are safe for production',
  examples: [
    ['check', 'tells whether the API could start with this environment'],
    ['check --deploy --env-file production.env', 'tells what in that file is unsafe, and the remedies'],
    ['check --deploy --fail-level error', 'shows warnings too, and ends with 3 for errors only'],
    ['check --deploy --json', 'the findings for a script'],
  ],
  flags: [],
  configure(command) {
    command
      .option('--deploy', 'check hosts, secrets, TLS, debugging, cookies and proxy as production needs them')
      .option('--env-file <file>', 'NAME=value lines that count as the environment, before what is in it')
      .option('--nginx <directory>', 'files of Nginx to check (default: deployment/nginx of the project)')
      .option(
        '--fail-level <level>',
        'severity from which on it ends with 3: warning or error (default: warning)',
      );
  },
  /** The API checks itself, in a process like the one in production: `node app/server.cjs check` on an instance. */
  async run(options, { output, rootDirectory, signal }) {
    const server = path.join(rootDirectory, 'app/server.ts');
    const tsx = pathToFileURL(path.join(rootDirectory, 'node_modules/tsx/dist/loader.mjs')).href;
    const argv = [process.execPath, '--import', tsx, server, 'check', ...toWords(options, rootDirectory)];
    const { code, stdout, stderr } = await run([...argv, ...(output.json ? ['--json'] : [])], {
      signal,
      allowFailure: true,
    });
    if (code === exitCodes.usage) throw new UserError(stdout.trim(), { code, fix: 'waffle check --help' });
    if (code !== exitCodes.ok && code !== exitCodes.guard)
      throw new UserError(`The check ended early.\n${stderr.trim()}`);
    output.data(output.json ? JSON.parse(stdout) : undefined, stdout.trimEnd());
    return code satisfies ExitCode;
  },
};

function toWords(options: Readonly<Record<string, unknown>>, rootDirectory: string): readonly string[] {
  const { deploy, envFile, nginx, failLevel } = options as Options;
  return [
    ...(deploy ? ['--deploy'] : []),
    ...(envFile === undefined ? [] : [`--env-file=${path.resolve(envFile)}`]),
    ...(failLevel === undefined ? [] : [`--fail-level=${failLevel}`]),
    `--nginx=${path.resolve(nginx ?? path.join(rootDirectory, 'deployment/nginx'))}`,
  ];
}
