import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run, type RunOptions } from '../../bin/io/run';

const runDirectory = '/run/waffle-containers';

type Environment = Readonly<Record<string, string>>;

/** Podman and buildah with images, containers and networks of their own, beside whatever this machine has of them. */
export class Engine {
  readonly #environment: Environment;

  private constructor(
    /** Kept between runs. */
    readonly directory: string,
    readonly workDirectory: string,
  ) {
    this.#environment = {
      CONTAINERS_STORAGE_CONF: path.join(directory, 'storage.conf'),
      CONTAINERS_CONF: path.join(directory, 'containers.conf'),
      BUILDAH_ISOLATION: 'chroot',
    };
  }

  static async open(directory: string): Promise<Engine> {
    const engine = new Engine(directory, path.join(directory, 'work'));
    await rm(engine.workDirectory, { recursive: true, force: true });
    for (const each of ['work', 'networks']) await mkdir(path.join(directory, each), { recursive: true });
    const store = [
      '[storage]',
      'driver = "overlay"',
      `graphroot = "${directory}/storage"`,
      `runroot = "${runDirectory}"`,
    ];
    const settings = [
      '[network]',
      `network_config_dir = "${directory}/networks"`,
      '[engine]',
      'cgroup_manager = "cgroupfs"',
      // crun refuses control groups of both versions at once.
      'runtime = "runc"',
      'events_logger = "file"',
      '[containers]',
      'log_driver = "k8s-file"',
      // No more than this process may have itself: it cannot give more.
      'default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]',
    ];
    await writeFile(path.join(directory, 'storage.conf'), store.join('\n'));
    await writeFile(path.join(directory, 'containers.conf'), settings.join('\n'));
    return engine;
  }

  podman = (words: readonly string[], options: RunOptions = {}) => this.#run(['podman', ...words], options);

  buildah = (words: readonly string[], options: RunOptions = {}) => this.#run(['buildah', ...words], options);

  async has(image: string): Promise<boolean> {
    return (await this.podman(['image', 'exists', image], { allowFailure: true })).code === 0;
  }

  /** A root file system as an image; settings as in a Dockerfile. */
  async importRoot(root: string, name: string, settings: readonly string[]): Promise<void> {
    const archive = `${root}.tar`;
    await run(['tar', '-C', root, '--numeric-owner', '--exclude=./dev/*', '-cf', archive, '.']);
    await this.podman([
      'import',
      '--quiet',
      ...settings.flatMap((each) => ['--change', each]),
      archive,
      name,
    ]);
    await rm(archive);
  }

  #run(argv: readonly string[], { env, ...options }: RunOptions = {}) {
    return run(argv, { ...options, env: { ...this.#environment, ...env } as Record<string, string> });
  }
}
