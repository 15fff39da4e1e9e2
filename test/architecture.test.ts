import { beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../bin/io/run';

const rootDirectory = path.join(__dirname, '..');
const importing = (specifier: string) => `import { it } from '${specifier}';\nexport const used = it;\n`;

const ways = {
  contract: 'contract/ imports nothing: move what you need into contract/.',
  app: 'app/ imports contract/ only: put the shared fact into contract/.',
  infra: 'infra/ imports contract/ only: take the value as a prop, or put the fact into contract/.',
  bin: 'bin/ imports contract/, infra/, rehearsal/ and bench/: what it shares with app/ belongs into contract/.',
  rehearsal:
    'rehearsal/ imports contract/ and bin/io/: it sees the deploy as AWS does, through the synthesized template.',
  bench:
    'bench/ imports contract/, bin/io/, bin/release/, rehearsal/stage/ and test/helpers/: it sees the API over HTTP only.',
};
const effects = {
  environment:
    'The environment is read at the edge: app/config.ts for the API, bin/io/environment.ts for the rest.',
  print: 'Nothing prints but the output port: bin/io/output.ts (the API logs through its own logger).',
  console: 'Unexpected console statement.',
  processes: 'Processes are started by bin/io/run.ts alone: import { run } or { start } from there.',
  process: 'Use the global `process`, whose parts these rules know.',
};

const forbidden: [file: string, code: string, message: string][] = [
  ['contract/names.ts', importing('../app/config'), ways.contract],
  ['app/config.ts', importing('../infra/config/settings'), ways.app],
  ['app/features/seminar/seminar-service.ts', importing('../../../bin/io/output'), ways.app],
  ['app/features/seminar/seminar-service.ts', importing('./../../../infra'), ways.app],
  ['app/server.ts', importing('../test/helpers/mysql'), ways.app],
  ['app/server.ts', `export * from '../rehearsal/report';\n`, ways.app],
  ['infra/stacks/server-stack.ts', importing('../../app/config'), ways.infra],
  ['infra/stacks/server-stack.ts', importing('../../bin/io/output'), ways.infra],
  ['infra/stacks/server-stack.ts', `export const later = import('../../app/config');\n`, ways.infra],
  ['bin/commands/up.ts', importing('../../app/config'), ways.bin],
  ['bin/commands/up.ts', `export { it } from '../../test/helpers/mysql';\n`, ways.bin],
  ['rehearsal/scenario.ts', importing('../infra/stacks/server-stack'), ways.rehearsal],
  ['rehearsal/scenario.ts', importing('../bin/commands/release'), ways.rehearsal],
  ['rehearsal/scenario.ts', importing('../app/config'), ways.rehearsal],
  ['bench/stacks.ts', importing('../app/config'), ways.bench],
  ['bench/stacks.ts', importing('../bin/commands/release'), ways.bench],
  ['app/features/user/user-service.ts', 'export const home = process.env.HOME;\n', effects.environment],
  ['infra/config/settings.ts', 'export const { env } = process;\n', effects.environment],
  ['bin/commands/up.ts', 'export const home = process.env.HOME;\n', effects.environment],
  ['bin/commands/up.ts', "process.stdout.write('up');\n", effects.print],
  ['rehearsal/scenario.ts', "process.stderr.write('up');\n", effects.print],
  ['app/features/user/user-service.ts', "console.log('up');\n", effects.console],
  ['bin/io/output.ts', "console.log('up');\n", effects.console],
  ['bin/commands/up.ts', importing('node:child_process'), effects.processes],
  ['rehearsal/scenario.ts', importing('child_process'), effects.processes],
  ['app/platform/redis/redis.ts', importing('node:child_process'), effects.processes],
  ['app/platform/redis/redis.ts', importing('node:process'), effects.process],
];

const allowed: [file: string, code: string][] = [
  ['app/features/user/user-service.ts', importing('../../../contract')],
  ['app/features/user/user-service.ts', importing('../../platform/cache/cache')],
  ['infra/constructs/server/server.ts', importing('../app/app-role')],
  ['bin/commands/up.ts', importing('../../infra/config/settings')],
  ['bin/main.ts', importing('../rehearsal/rehearse')],
  ['rehearsal/scenario.ts', importing('../bin/io/run')],
  ['bin/io/process-group.ts', importing('node:child_process')],
  ['bin/io/environment.ts', 'export const home = process.env.HOME;\n'],
  ['app/config.ts', 'export const home = process.env.HOME;\n'],
  ['infra/stacks/server-stack.test.ts', importing('../../bin/io/run')],
];

describe('lint rules', () => {
  const found = new Map<string, string[]>();
  const key = (file: string, code: string) => `${file}\0${code}`;

  beforeAll(async () => {
    const files = [...forbidden, ...allowed].map(([file, code]) => ({ file, code }));
    const argv = [process.execPath, path.join(__dirname, 'helpers/lint-virtual-files.mjs')];
    const { stdout } = await run(argv, {
      cwd: rootDirectory,
      input: JSON.stringify(files),
      timeoutMs: 60_000,
    });
    (JSON.parse(stdout) as string[][]).forEach((messages, index) => {
      found.set(key(files[index]?.file ?? '', files[index]?.code ?? ''), messages);
    });
  }, 60_000);

  test.each(forbidden)('%s may not: %j', (file, code, message) => {
    expect(found.get(key(file, code))?.join('\n')).toContain(message);
  });

  test.each(allowed)('%s may: %j', (file, code) => {
    expect(found.get(key(file, code))).toEqual([]);
  });
});

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

describe('dependencies', () => {
  const read = (file: string): unknown => JSON.parse(readFileSync(path.join(rootDirectory, file), 'utf8'));
  const packageJson = read('package.json') as Record<string, Record<string, string> | undefined>;
  const { packages } = read('package-lock.json') as { packages: Record<string, LockedPackage> };

  test('are pinned to one version each', () => {
    const all = Object.entries({ ...packageJson['dependencies'], ...packageJson['devDependencies'] });
    expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.-]+)?$/.test(version))).toEqual([]);
  });

  test('name no registry in the lockfile', () => {
    const entries = Object.entries(packages);
    expect(entries.length).toBeGreaterThan(100);
    expect(entries.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  // A registry that lacks a package makes npm leave it out silently, and then `npm ci` refuses the lockfile.
  test('are complete in the lockfile, those for other systems too', () => {
    const holds = (name: string) =>
      Object.keys(packages).some(
        (entry) => entry === `node_modules/${name}` || entry.endsWith(`/node_modules/${name}`),
      );
    const optional = Object.values(packages).flatMap((entry) =>
      Object.keys(entry.optionalDependencies ?? {}),
    );
    expect(optional.filter((name) => !holds(name))).toEqual([]);
  });
});
