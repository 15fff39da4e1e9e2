import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readEnvironment } from '../../bin/io/environment';
import { freePort } from '../../bin/io/free-port';
import { start, type StartedProcess } from '../../bin/io/run';
import { ensureImage } from '../images';
import { untilReady } from '../until-ready';

const folder = path.join(__dirname, '../stand-ins/moto');
const region = 'us-east-1';
/** However we end. */
const endingWithUs = ['setpriv', '--pdeathsig', 'KILL'];
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
    readdirSync(folder).map((file) => [
      path.basename(file, '.py'),
      readFileSync(path.join(folder, file), 'utf8'),
    ]),
  );

export interface CloudFormationOrders {
  /** Pause for each resource. @default 20 */
  readonly delayMs?: number;
  /** Types that wait to be made until they are held no more. */
  readonly held?: readonly string[];
  /** Of each address that is allocated from now on. @default - one at random */
  readonly publicAddress?: string;
  /** The account begins anew, with the same ids in each run that does the same. @default - at random */
  readonly seed?: number;
  /** How tasks of ECS end and what they log, by their family. @default - with 0, and nothing */
  readonly tasks?: Readonly<Record<string, TaskOrder>>;
  /** Tags of images whose tasks never get healthy. */
  readonly unhealthyImages?: readonly string[];
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

export interface TaskOrder {
  readonly exitCode?: number;
  readonly log?: readonly string[];
  /** They go on until they are held no more. */
  readonly held?: boolean;
}

/** moto_server of the rehearsal's root file system, on a free port of the loopback interface. Needs root. */
export class MotoServer {
  readonly #directory = mkdtempSync(path.join(tmpdir(), 'waffle-moto-'));
  readonly #logFile = path.join(this.#directory, 'log');
  #process: StartedProcess | undefined;
  #port = 0;

  async start(signal: AbortSignal = new AbortController().signal): Promise<void> {
    const { cacheDirectory } = readEnvironment();
    const root = await ensureImage('standIns', { cacheDirectory, signal });
    this.#port = await freePort();
    // Without byte code: the root file system is shared, and stays as it is.
    const argv = ['python3', '-B', '-c', loader, String(this.#port), JSON.stringify(readModules())];
    this.#process = await start([...endingWithUs, 'chroot', root, ...argv], { outputFile: this.#logFile });
    await untilReady(this.#process, {
      name: 'moto',
      logFile: this.#logFile,
      ready: () => fetch(`${this.endpoint}/moto-api/data.json`),
      timeoutMs: 60_000,
      intervalMs: 25,
      signal,
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
    await this.#process?.stop(0);
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
