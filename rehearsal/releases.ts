import { instance as layout } from '../contract';
import { UserError } from '../bin/io/errors';
import type { Output } from '../bin/io/output';
import { api, type Client, type ClientOptions } from './client';
import type { Instance } from './instance';
import { type Asked, startLoad } from './load';
import type { LoadResult } from './load-result';
import type { Story } from './scenario';

export interface ReleasesCast {
  readonly instance: Instance;
  readonly client: Client;
  readonly connection: Pick<ClientOptions, 'httpsSocket' | 'rootCertificate'>;
  readonly output: Output;
  /** How many in a row. */
  readonly releases: number;
}

export interface ReleaseFigures {
  /** The slowest of the releases, from the command to its end. */
  readonly releaseSeconds: number;
  readonly rollbackSeconds: number;
  readonly failedRequests: number;
  /** Between two right answers, from the first release to the end of the rollback. */
  readonly longestGapMs: number;
}

/** What deploy.sh leaves behind. */
interface Receipt {
  readonly kind: 'release' | 'rollback';
  readonly release: string;
  readonly outcome: 'serves' | 'failed';
  readonly milliseconds: number;
}

/** Reads and, every tenth, a write. */
const requestsPerSecond = 60;

/**
 * Releases in a row and a rollback while clients read and write over HTTPS.
 * @throws UserError when a release fails, a request fails, or a write that was acknowledged is not there
 */
export async function releaseUnderLoad(cast: ReleasesCast, story: Story): Promise<ReleaseFigures> {
  const { instance, client, output, releases } = cast;
  const first = await servingRelease(instance);
  const load = startLoad({ ...cast.connection, requestsPerSecond, ask: askLike(story), maxSeconds: 600 });
  const released: Receipt[] = [];
  let result: LoadResult;
  try {
    for (let number = 1; number <= releases; number += 1) {
      await output.step(`release ${number} of ${releases} under load`, async (step) => {
        const archive = await copyRelease(instance, first, number);
        const [receipt] = await Promise.all([deploy(instance, [archive]), expectRefusal(instance, archive)]);
        released.push(receipt);
        await expectServing(client, nameCopy(first, number));
        step.note(`${receipt.release}, ${(receipt.milliseconds / 1000).toFixed(1)} s`);
      });
    }
    await output.step('roll back under load', async (step) => {
      const receipt = await deploy(instance, ['--rollback']);
      released.push(receipt);
      await expectServing(client, nameCopy(first, releases - 1));
      step.note(`to ${receipt.release}, ${(receipt.milliseconds / 1000).toFixed(1)} s`);
    });
  } finally {
    result = await load.stop();
  }
  await output.step('no request failed, no write is lost', async (step) => {
    refuseFailures(result);
    await checkLastWrite(client, story, result);
    step.note(
      `${result.requests} requests, ${result.retried} of them sent again over a new connection, longest gap ${Math.round(result.longestGapMs)} ms, slowest ${Math.round(result.slowestMs ?? 0)} ms`,
    );
  });
  return figuresOf(released, result);
}

const servingRelease = async (instance: Instance): Promise<string> =>
  (await instance.run(['readlink', '-f', layout.currentLink])).trim().split('/').at(-1) ?? '';

/** The release that serves under another id, as an archive on the instance. */
async function copyRelease(instance: Instance, id: string, number: number): Promise<string> {
  const archive = `/var/tmp/release-${number}.tar.gz`;
  const script = `set -e
    copy=$(mktemp -d) && cp -a "$1/." "$copy"
    sed -i "s/\\"id\\": \\"[^\\"]*\\"/\\"id\\": \\"$2\\"/" "$copy/manifest.json"
    tar -czf "$3" -C "$copy" . && rm -rf "$copy"`;
  const words = ['copy-release', layout.currentLink, nameCopy(id, number), archive];
  await instance.run(['bash', '-c', script, ...words]);
  return archive;
}

/** Sorts behind those before it, as the times of real ones do. */
const nameCopy = (id: string, number: number) => `${id}-${String(number).padStart(2, '0')}`;

/** As one would by hand. @returns its receipt */
async function deploy(instance: Instance, words: readonly string[]): Promise<Receipt> {
  await instance.run(['bash', `${layout.currentLink}/deployment/deploy.sh`, ...words]);
  const line = await instance.run(['tail', '-n', '1', layout.receiptsFile]);
  const receipt = JSON.parse(line) as Receipt;
  if (receipt.outcome !== 'serves') throw new UserError(`the receipt says otherwise: ${line.trim()}`);
  return receipt;
}

/** Who begins while another deploy runs is told whose it is, and changes nothing. */
async function expectRefusal(instance: Instance, archive: string): Promise<void> {
  const script = 'sleep 0.5; bash "$1" "$2" 2>&1 || echo "exit status $?"';
  const program = `${layout.currentLink}/deployment/deploy.sh`;
  const said = await instance.run(['bash', '-c', script, 'second-deploy', program, archive]);
  if (
    /another deploy is running on this instance, pid \d+ by root since /.test(said) &&
    /exit status 1$/m.test(said)
  )
    return;
  throw new UserError(`a second deploy at the same time was not refused:\n${said}`);
}

async function expectServing(client: Client, release: string): Promise<void> {
  const { text } = await client.get('/');
  if (!text.trim().endsWith(release)) throw new UserError(`${release} does not serve: ${text.trim()}`);
}

/** What clients do: the list, one seminar, themselves, and now and then a change. */
const askLike =
  ({ token, seminarId }: Story) =>
  (index: number): Asked => {
    if (index % 10 === 9) {
      return {
        method: 'PUT',
        path: api('user/me/'),
        token,
        body: { university: university(index) },
        status: 200,
      };
    }
    const paths = ['seminar/', `seminar/${seminarId}/`, 'seminar/?order=earliest', 'user/me/'];
    return { method: 'GET', path: api(paths[index % paths.length] ?? ''), token, status: 200 };
  };

const university = (index: number) => `Request ${index}`;

function refuseFailures({ failures, requests }: LoadResult): void {
  if (failures.length === 0) return;
  const shown = failures
    .slice(0, 5)
    .map(({ atMs, method, path, what }) => `${Math.round(atMs)} ms: ${method} ${path}: ${what}`);
  throw new UserError(`${failures.length} of ${requests} requests failed:\n${shown.join('\n')}`);
}

/** Each write replaces the one before it, so the last is what must be there. */
async function checkLastWrite(client: Client, { token }: Story, { acknowledgedWrites }: LoadResult) {
  const last = Math.max(...acknowledgedWrites.map(({ index }) => index));
  const me = (await client.get(api('user/me/'), token)).json<{ participant: { university: string } }>();
  if (me.participant.university === university(last)) return;
  throw new UserError(
    `the last write was “${university(last)}”, a read shows “${me.participant.university}”`,
  );
}

function figuresOf(receipts: readonly Receipt[], { failures, longestGapMs }: LoadResult): ReleaseFigures {
  const seconds = (kind: Receipt['kind']) =>
    Math.max(...receipts.filter((receipt) => receipt.kind === kind).map((receipt) => receipt.milliseconds)) /
    1000;
  return {
    releaseSeconds: seconds('release'),
    rollbackSeconds: seconds('rollback'),
    failedRequests: failures.length,
    longestGapMs: Math.round(longestGapMs),
  };
}
