import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../bin/io/run';

const files = {
  'app/server.ts':
    "import { greet } from './greet';\nimport { letters } from 'letters';\nprocess.stdout.write(`${greet('server')} ${letters}\\n`);\n",
  'app/migrate.ts': "import { greet } from './greet';\nprocess.stdout.write(`${greet('migrate')}\\n`);\n",
  'app/make-picture.ts':
    "import { greet } from './greet';\nprocess.stdout.write(`${greet('picture')}\\n`);\n",
  'app/features/media/picture-bucket.ts': 'export const bucket = 1;\n',
  'app/openapi.ts':
    "import { greet } from './greet';\nprocess.stdout.write(JSON.stringify({ openapi: '3.1.1', info: { title: greet('docs'), version: '' } }));\n",
  'app/greet.ts': 'export const greet = (name: string): string => `hello ${name}`;\n',
  'node_modules/letters/package.json': '{ "name": "letters", "version": "1.0.0", "main": "index.js" }\n',
  'node_modules/letters/index.js': "exports.letters = 'abc';\n",
  ...Object.fromEntries(
    ['LICENSE', 'NOTICE', 'swagger-ui-bundle.js', 'swagger-ui-bundle.js.LICENSE.txt', 'swagger-ui.css'].map(
      (name) => [`node_modules/swagger-ui-dist/${name}`, `${name}\n`],
    ),
  ),
  'prisma/schema.prisma': 'datasource db {\n  provider = "mysql"\n}\n',
  'prisma/migrations/migration_lock.toml': 'provider = "mysql"\n',
  'prisma/migrations/20260101000000_init/migration.sql': 'SELECT 1;\n',
  'static/robots.txt': 'User-agent: *\n',
  'deployment/bootstrap.sh': '#!/bin/sh\ntrue\n',
  'deployment/nginx/nginx.conf': 'events {}\n',
  '.gitignore': 'node_modules/\n.env\n',
  'README.md': 'A project.\n',
};

const gitVariables = {
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_DATE: '2026-01-02T03:04:05+02:00',
  GIT_COMMITTER_DATE: '2026-01-02T03:04:05+02:00',
};
/** The commit's time in the id of its release. */
export const commitStamp = '20260102T010405Z';

/** A small project that a release can be made of, in a folder of its own that `remove` takes away. */
export class SampleProject {
  private constructor(
    readonly directory: string,
    private readonly parent: string,
  ) {}

  static async create(name = 'project'): Promise<SampleProject> {
    const parent = await realpath(await mkdtemp(path.join(tmpdir(), 'waffle-release-')));
    const project = new SampleProject(path.join(parent, name), parent);
    for (const [file, content] of Object.entries(files)) await project.write(file, content);
    await chmod(project.path('deployment/bootstrap.sh'), 0o755);
    return project;
  }

  path(file: string): string {
    return path.join(this.directory, file);
  }

  get outputDirectory(): string {
    return path.join(this.parent, 'out');
  }

  async write(file: string, content: string): Promise<void> {
    await mkdir(path.dirname(this.path(file)), { recursive: true });
    await writeFile(this.path(file), content);
  }

  async git(...words: string[]): Promise<string> {
    const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
    const argv = ['git', '-C', this.directory, ...identity, ...words];
    return (await run(argv, { env: gitVariables })).stdout.trim();
  }

  /** The hash of a commit of everything. */
  async commit(): Promise<string> {
    await this.git('init', '--quiet');
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--message', 'All of it');
    return this.git('rev-parse', 'HEAD');
  }

  async remove(): Promise<void> {
    await rm(this.parent, { recursive: true, force: true });
  }
}
