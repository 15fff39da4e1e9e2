import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { readEnvironment } from '../../bin/io/environment';
import { ensureImage } from '../../rehearsal/images';
import { Daemon } from './daemon';
import { freePort } from './mysql-server';
import { makeTemporaryDirectory } from './temporary-directory';

const folder = join(__dirname, '../../rehearsal/stand-ins/moto');
const region = 'us-east-1';
const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' };

/** The root file system sees no other: the modules come as text, and import one another by name. */
const loader = `
import importlib.abc, importlib.util, json, sys

class Loader(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    modules = json.loads(sys.argv[2])
    def find_spec(self, name, path, target=None):
        return importlib.util.spec_from_loader(name, self) if name in self.modules else None
    def get_source(self, name):
        return self.modules[name]

sys.meta_path.insert(0, Loader())
import server
`;

const readModules = () =>
  Object.fromEntries(
    readdirSync(folder).map((file) => [basename(file, '.py'), readFileSync(join(folder, file), 'utf8')]),
  );

export interface CloudFormationOrders {
  /** Pause for each resource. @default 20 */
  readonly delayMs?: number;
  /** Types that wait to be made until they are held no more. */
  readonly held?: readonly string[];
  /** Of each address that is allocated from now on. @default - one at random */
  readonly publicAddress?: string;
  /** All that fail from now on. */
  readonly failures?: readonly {
    /** Logical id, how one begins, or a type. */
    readonly resource: string;
    /** @default 'CREATE' */
    readonly action?: 'CREATE' | 'UPDATE' | 'DELETE';
    /** As AWS would say it. */
    readonly reason: string;
  }[];
}

/** moto_server of the rehearsal's root file system, on a free port of the loopback interface. Needs root. */
export class MotoServer {
  readonly #directory = makeTemporaryDirectory(tmpdir());
  readonly #logFile = join(this.#directory, 'log');
  #daemon: Daemon | undefined;
  #port = 0;

  async start(): Promise<void> {
    const root = await ensureImage('standIns', { cacheDirectory: readEnvironment().cacheDirectory });
    this.#port = await freePort();
    this.#daemon = await Daemon.start({
      command: 'chroot',
      // Without byte code: the root file system is shared, and stays as it is.
      args: [root, 'python3', '-B', '-c', loader, String(this.#port), JSON.stringify(readModules())],
      logFile: this.#logFile,
      probe: async () => void (await fetch(`${this.endpoint}/moto-api/data.json`)),
      timeoutMs: 60_000,
    });
  }

  /** By its address: before a name the SDK would put that of a bucket, which not every machine resolves. */
  get endpoint() {
    return `http://127.0.0.1:${this.#port}`;
  }

  get clientOptions() {
    return { endpoint: this.endpoint, region, credentials };
  }

  /** What a command line is given, so that it finds no account of this machine's. */
  get variables() {
    return {
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
  }

  /** What CloudFormation's work is to be like from now on: see rehearsal/stand-ins/moto/orders.py. */
  async order(orders: CloudFormationOrders): Promise<void> {
    await fetch(`${this.endpoint}/moto-api/cloudformation`, { method: 'POST', body: JSON.stringify(orders) });
  }

  /** Where moto itself failed: the SDK asks again, and the second answer would hide it. */
  get stumbles(): readonly string[] {
    return readFileSync(this.#logFile, 'utf8').match(/^[\w.]*(?:Error|Exception)\b.*$/gm) ?? [];
  }

  async remove(): Promise<void> {
    await this.#daemon?.kill();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
