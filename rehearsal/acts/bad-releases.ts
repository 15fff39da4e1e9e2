import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../../bin/io/errors';
import { checkBackup } from '../backup';
import {
  copyRelease,
  correctManifest,
  deploy,
  deployScript,
  expectServing,
  servingRelease,
  tryDeploy,
  type Verdict,
} from '../deploys';
import type { Story } from '../scenario';
import { asClientView } from '../seen-fault';
import { expectSettled, type Standing } from '../standing';
import { refuseFailures, underLoad } from '../under-load';
import type { Act, ActCast } from './act';
import { Attempts } from './attempts';
import { type BadRelease, badMigration, badReleases, halfTable } from './bad-releases/kinds';

const judgedWithinSeconds = 45;

/** Each release is bad in its own way; the old one serves throughout, and a good one can be deployed afterwards. */
export const badReleasesAct: Act = {
  title: 'release what is bad in each of its ways while clients use the API',
  async play(cast, story) {
    const serving = await servingRelease(cast.instance);
    const attempts = new Attempts(cast);
    for (const bad of badReleases) await attempts.make(bad.fault, () => judge(cast, story, serving, bad));
    await attempts.make('a failed migration is put right by hand', () => resolveMigration(cast, serving));
    await attempts.make('a rollback behind a migration wants to be insisted on', () =>
      rollBackBehindMigration(cast, serving),
    );
    await attempts.make('a good release is deployed', () => deployCopy(cast, `${serving}-good`));
    attempts.end();
  },
};

async function judge(cast: ActCast, story: Story, serving: string, bad: BadRelease): Promise<string> {
  const { instance, client, faults, figures } = cast;
  const before = await expectSettled(instance);
  const archive = await makeArchive(cast, `${serving}-${bad.name}`, bad);
  const seen = await underLoad(cast, story, bad.fault, async () => {
    const verdict = await deployBad(cast, archive, bad);
    await expectServing(client, serving);
    return verdict;
  });
  const { receipt, seconds } = seen.value;
  expectVerdict(seen.value, bad);
  expectUnchanged(before, await expectSettled(instance));
  refuseFailures(seen.result);
  faults.push({
    fault: bad.fault,
    outcome: `refused in “${receipt.failedStep}”: ${bad.verdict}; the old release serves on`,
    verdictSeconds: seconds,
    client: asClientView(seen),
  });
  figures.badReleaseVerdictSeconds = Math.max(figures.badReleaseVerdictSeconds ?? 0, seconds);
  return `judged after ${seconds.toFixed(1)} s in “${receipt.failedStep}”`;
}

async function makeArchive({ instance }: ActCast, id: string, { plant, damage }: BadRelease) {
  const archive = await copyRelease(instance, id, plant && `${plant}\n${correctManifest}`);
  if (damage) await instance.run(['bash', '-ec', damage, 'damage', archive]);
  return archive;
}

async function deployBad({ instance }: ActCast, archive: string, { spoil }: BadRelease): Promise<Verdict> {
  const [begin, end] = spoil ?? [':', ':'];
  await instance.run(['bash', '-ec', begin]);
  try {
    return await tryDeploy(instance, [archive]);
  } finally {
    await instance.run(['bash', '-ec', end]);
    await instance.run(['rm', '-f', archive]);
  }
}

/** @throws UserError with what deploy.sh printed */
function expectVerdict({ receipt, output, exitCode, seconds }: Verdict, { step, says }: BadRelease): void {
  const problems = [
    exitCode !== 1 && `exit code ${exitCode} instead of 1`,
    receipt.outcome !== 'failed' && `the receipt says “${receipt.outcome}”`,
    !receipt.failedStep.startsWith(step) && `“${receipt.failedStep}” failed instead of “${step}”`,
    !says.test(output) && `${says} is not said`,
    seconds > judgedWithinSeconds && `judged after ${seconds.toFixed(1)} s instead of ${judgedWithinSeconds}`,
  ].filter((problem) => problem !== false);
  if (problems.length > 0) throw new UserError(`${problems.join('; ')}:\n${output}`);
}

function expectUnchanged(before: Standing, after: Standing): void {
  if (isDeepStrictEqual(before, after)) return;
  throw new UserError(`a bad release left ${JSON.stringify(after)} where ${JSON.stringify(before)} had been`);
}

async function deployCopy({ instance, client }: ActCast, id: string, change?: string): Promise<void> {
  const archive = await copyRelease(instance, id, change && `${change}\n${correctManifest}`);
  await deploy(instance, [archive]);
  await instance.run(['rm', '-f', archive]);
  await expectServing(client, id);
}

/** What a good release says as long as nobody did anything about it, and what one does then. */
async function resolveMigration(cast: ActCast, serving: string): Promise<void> {
  const { instance, database } = cast;
  const archive = await copyRelease(instance, `${serving}-refused`);
  const { output, exitCode } = await tryDeploy(instance, [archive]);
  const advice = new RegExp(
    `Migration ${badMigration}, started at [^]*migrate resolve rolled-back ${badMigration}`,
  );
  if (exitCode !== 1 || !advice.test(output))
    throw new UserError(`no advice on the failed migration:\n${output}`);
  await database.query(`DROP TABLE ${halfTable}`);
  const script = deployScript.replace('deploy.sh', 'migrate.sh');
  await instance.run(['bash', script, 'resolve', 'rolled-back', badMigration]);
  await instance.run(['bash', script, 'status']);
  await expectSettled(instance);
}

/** The migration only adds something, as migrations should: then the release before can serve beside it. */
async function rollBackBehindMigration(cast: ActCast, serving: string): Promise<string> {
  const { instance, client, database } = cast;
  const [migration, table] = ['29991231000001_note', 'rehearsal_note'];
  const sql = `CREATE TABLE ${table} (id INT PRIMARY KEY);`;
  await deployCopy(
    cast,
    `${serving}-migrated`,
    `mkdir migrations/${migration} && echo '${sql}' >migrations/${migration}/migration.sql`,
  );
  const backup = await checkBackup(instance, database);
  const { output, exitCode } = await tryDeploy(instance, ['--rollback']);
  if (exitCode !== 1 || !output.includes(migration) || !output.includes('--despite-migrations'))
    throw new UserError(`a rollback behind ${migration} was not refused:\n${output}`);
  await expectServing(client, `${serving}-migrated`);
  const receipt = await deploy(instance, ['--rollback', '--despite-migrations']);
  await expectServing(client, serving);
  await database.query(
    `DROP TABLE ${table}; DELETE FROM _prisma_migrations WHERE migration_name = '${migration}'`,
  );
  return `refused, then done in ${(receipt.milliseconds / 1000).toFixed(1)} s; ${backup}`;
}
