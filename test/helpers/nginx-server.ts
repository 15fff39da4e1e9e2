import { chmod, cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { dirname, join } from 'node:path';

import { readEnvironment } from '../../bin/io/environment';
import { run } from '../../bin/io/run';
import { instance, releaseFiles } from '../../contract';
import { addresses } from '../../rehearsal/addresses';
import { ensureImage } from '../../rehearsal/images';
import { Stage } from '../../rehearsal/stage/stage';
import { waitUntil } from '../../rehearsal/wait-until';

const rootDirectory = join(__dirname, '../..');
const slot = instance.slots[0];
const releaseDirectory = `${instance.releasesDirectory}/20261121T101500Z-1a2b3c4d`;

/** What the application saw of a request. */
export interface SeenRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
}

/** Starts what answers at the socket, and tells how to stop it. */
export type StartApplication = (socket: string) => Promise<() => unknown>;

/** Nginx with the files of `deployment/nginx` at their places, on ports 80 and 443 of a network of its own. */
export class NginxServer {
  readonly #aborter = new AbortController();
  /** Requests that reached the application, oldest first. */
  readonly seen: SeenRequest[] = [];
  /** Answers as the application, when `start` is given none. */
  application: RequestListener = (_request, response) => {
    response.setHeader('Content-Type', 'application/json').end('{"from":"the application"}');
  };
  #stopApplication: (() => unknown) | undefined;

  private constructor(
    private readonly stage: Stage,
    /** Its root file system, valid inside the stage only. */
    private readonly root: string,
    /** Unix sockets that lead to its ports. */
    readonly sockets: { readonly http: string; readonly https: string },
  ) {}

  /** An Nginx that is set up and not started yet, with the files of a release's archive if there is one. */
  static async prepare(archive?: string): Promise<NginxServer> {
    const { cacheDirectory } = readEnvironment();
    const image = await ensureImage('standIns', { cacheDirectory });
    const parentDirectory = join(cacheDirectory, 'runs');
    const stage = await Stage.open({ parentDirectory, signal: new AbortController().signal });
    const root = await stage.mountImage(image, 'nginx');
    const expose = (name: string, port: number) => stage.exposeInside(name, addresses.standIns, port);
    const sockets = { http: await expose('http', 80), https: await expose('https', 443) };
    const server = new NginxServer(stage, root, sockets);
    await server.#install(archive);
    return server;
  }

  /** `nginx -t`: what it says about the files. @throws CommandFailed */
  async check(): Promise<string> {
    return (await this.#runInside(['nginx', '-t'])).stderr;
  }

  /** By default the application answers with what it saw. */
  async start(application: StartApplication = (socket) => this.#listen(socket)): Promise<void> {
    const { socket, inside } = await this.#makeSocketDirectory();
    this.#stopApplication = await application(socket);
    await chmod(socket, 0o666);
    await this.stage.run(['mount', '--bind', dirname(socket), join(this.root, inside)]);
    await this.stage.start(['chroot', this.root, 'nginx', '-g', 'daemon off;']);
    const { signal } = this.#aborter;
    const listens = () => this.#runInside(['test', '-s', '/run/nginx.pid']).then(() => true);
    await waitUntil(listens, { what: 'Nginx starts', timeoutMs: 10_000, signal, intervalMs: 50 });
  }

  async stop(): Promise<void> {
    this.#aborter.abort();
    await this.#stopApplication?.();
    await this.stage.close();
  }

  /** Where it reaches the application. */
  get applicationSocket(): string {
    return join(this.stage.socketsDirectory, slot, 'app.sock');
  }

  /** What it serves below `/static/`, where others can read it too. */
  get staticDirectory(): string {
    return join(this.stage.directory, 'content', releaseDirectory, releaseFiles.staticDirectory);
  }

  /** While a file of that name is on the server's disk. */
  async whileThere<T>(path: string, work: () => Promise<T>): Promise<T> {
    await this.#runInside(['touch', path]);
    try {
      return await work();
    } finally {
      await this.#runInside(['rm', path]);
    }
  }

  /** A text file of the server's disk, such as its log. */
  readFile(path: string): Promise<string> {
    return readFile(join(this.stage.upperDirectory('nginx'), path), 'utf8');
  }

  #runInside(argv: readonly string[]) {
    return this.stage.run(['chroot', this.root, ...argv], { timeoutMs: 20_000 });
  }

  /** What bootstrap.sh does on an instance; written beside the mounted disk first, whose layers nobody may touch. */
  async #install(archive: string | undefined): Promise<void> {
    const content = join(this.stage.directory, 'content');
    const at = (path: string) => join(content, path);
    await cp(join(rootDirectory, 'deployment/nginx'), at('etc/nginx'), { recursive: true });
    await mkdir(at('etc/nginx/sites-enabled'), { recursive: true });
    await symlink('../sites-available/waffle-backend', at('etc/nginx/sites-enabled/waffle-backend'));
    await mkdir(at(instance.tlsDirectory), { recursive: true });
    // In place of another project's load balancer.
    await writeFile(at(instance.forwardSettingsFile), 'return 200 "handed on";\n');
    await makeContent(at, archive);
    await this.#runInside(['rm', '-f', '/etc/nginx/sites-enabled/default']);
    await this.stage.run(['cp', '--archive', `${content}/.`, this.root]);
    await this.#runInside(['useradd', '--system', '--user-group', instance.webUser]);
    await this.#makeCertificate();
  }

  async #makeCertificate(): Promise<void> {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    const files = [
      '-keyout',
      `${instance.tlsDirectory}/privkey.pem`,
      '-out',
      `${instance.tlsDirectory}/fullchain.pem`,
    ];
    await this.#runInside([
      'openssl',
      'req',
      '-x509',
      ...key,
      '-days',
      '2',
      '-subj',
      '/CN=api.example.com',
      ...files,
    ]);
  }

  /** Of slot `a`: where the application listens, outside the stage, and where Nginx sees it. */
  async #makeSocketDirectory() {
    const socket = join(this.stage.socketsDirectory, slot, 'app.sock');
    const inside = dirname(instance.appSocket);
    await mkdir(dirname(socket));
    await this.#runInside(['mkdir', '-p', inside]);
    return { socket, inside };
  }

  async #listen(socket: string): Promise<() => unknown> {
    const server = createServer((request, response) => {
      const { method, url, headers } = request;
      this.seen.push({ method, url, headers });
      this.application(request, response);
    });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    return () => server.close();
  }
}

/** The project's static files and one more as a release, and a proof for the certificate authority. */
async function makeContent(at: (path: string) => string, archive: string | undefined): Promise<void> {
  await cp(join(rootDirectory, 'static'), at(`${releaseDirectory}/static`), { recursive: true });
  if (archive !== undefined) await run(['tar', '-xzf', archive, '-C', at(releaseDirectory)]);
  await writeFile(at(`${releaseDirectory}/static/page.txt`), 'from disk\n');
  await writeFile(at(`${releaseDirectory}/manifest.json`), 'not for clients\n');
  await symlink(releaseDirectory, at(instance.currentLink));
  const picture = at(`${instance.mediaDirectory}/${'0123456789abcdef'.repeat(2)}`);
  await mkdir(dirname(picture), { recursive: true });
  for (const ending of ['jpg', 'html']) await writeFile(`${picture}.${ending}`, 'a picture');
  await symlink(`${releaseDirectory}/manifest.json`, `${picture}.png`);
  const challenges = at(`${instance.acmeWebroot}/.well-known/acme-challenge`);
  await mkdir(challenges, { recursive: true });
  await writeFile(join(challenges, 'token'), 'proof\n');
}
