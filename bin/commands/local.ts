import { Option } from 'commander';
import { exitCodes } from '../io/errors';
import { type Verb, wholeNumber } from '../verb';

interface Options {
  readonly port: number;
  readonly reset?: boolean;
  readonly docker?: boolean;
}

export const localVerb: Verb = {
  name: 'local',
  summary: 'run the API, Nginx, Redis and MySQL or MariaDB on one loopback port, for development',
  examples: [
    ['local', 'runs everything with sample data until Ctrl-C; a changed file starts the API again'],
    ['local --port 0', 'the same on any free port'],
    ['local --reset', 'deletes the data of earlier runs first'],
    ['local --docker', 'takes containers also where the programs are installed'],
  ],
  flags: [],
  configure(command) {
    command
      .addOption(
        new Option('--port <number>', 'port on 127.0.0.1, 0 for any free one')
          .argParser(wholeNumber({ least: 0, most: 65_535, unit: 'port' }))
          .default(8080),
      )
      .option('--reset', 'delete the data of earlier runs and start with the sample data')
      .option('--docker', 'run MySQL, Redis and Nginx with Docker Compose');
  },
  async run(options, { output, signal, environment, rootDirectory }) {
    const { port, reset = false, docker = false } = options as unknown as Options;
    const { programFolders } = environment;
    const { runLocal } = await import('../local/run-local'); // other verbs start without the database driver
    await runLocal({ rootDirectory, port, reset, docker, programFolders, signal }, output);
    return exitCodes.ok;
  },
};
