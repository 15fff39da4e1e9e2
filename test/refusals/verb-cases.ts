import path from 'node:path';
import { exitCodes } from '../../bin/io/errors';
import { type Ending, goesOn, type Middle, type TroubleName, unreachable } from './troubles';

export interface VerbCase extends Middle {
  readonly words: readonly string[];
  /** What says nothing of this verb, each because of what is written beside it. */
  readonly without?: readonly TroubleName[];
  /** Where it goes on without an answer, needs none, or has more to say. */
  readonly but?: Partial<Record<TroubleName, Ending>>;
  /** What it has made by then, and finds again: neither is in the way of anything. */
  readonly leaves?: readonly string[];
}

const interrupted = (says: RegExp): Ending => ({ code: exitCodes.interrupted, says });
const failed = (says: RegExp): Ending => ({ code: exitCodes.failed, says });
const found = (says: RegExp): Ending => ({ code: exitCodes.guard, says });

/** Made by `up`, and nobody else's: what stops here is not in the way of the others. */
const own = ['-c', 'projectName=pancake'];

/** The costs are told as ever. */
const withoutLook = (why: string) =>
  new RegExp(`^What would change is not known\\. ${why}.*\\n {2}→ [^]*sum a month, USD`, 'm');

/** Those of a chain are tried one after the other: they change what the next one finds. */
export const chains = (archiveFile: string): readonly (readonly VerbCase[])[] => [
  [
    {
      words: ['up', '--yes', '-c', 'instanceType=t3.micro', '-c', 'accountPlan=credit-free', ...own],
      call: 'CreateChangeSet',
      write: 'ExecuteChangeSet',
      leaves: ['ssm:PutParameter', 's3:PutObject'],
      // That is where it is made.
      without: ['elsewhere'],
      but: { interrupted: interrupted(/^! What CloudFormation has begun goes on there\. waffle up waits/m) },
    },
    {
      words: ['pause', ...own],
      call: 'DescribeStackResources',
      write: 'StopDBInstance',
      but: { interrupted: interrupted(/^! What has stopped stays so: waffle pause goes on with it/m) },
    },
    {
      words: ['resume', ...own],
      call: 'DescribeStackResources',
      write: 'StartDBInstance',
      but: { interrupted: interrupted(/^! What has started runs, and is billed: waffle resume goes on/m) },
    },
  ],
  [
    {
      words: ['deploy', archiveFile],
      call: 'SendCommand',
      // After the one that starts it. test/waffle-deploy.test.ts has it still run, and followed by the next.
      write: { operation: 'SendCommand', after: 3 },
      but: { interrupted: interrupted(/^! The deploy goes on on the instance\. .*waffle deploy --follow$/m) },
    },
    {
      words: ['rollback'],
      call: 'SendCommand',
      write: { operation: 'SendCommand', after: 3 },
      but: { interrupted: interrupted(/^! The rollback goes on on the instance\. .*goes forward again\)$/m) },
    },
    {
      words: ['allow-ip', '203.0.113.9'],
      call: 'DescribeSecurityGroupRules',
      write: 'UpdateStack',
      but: { interrupted: interrupted(/^! What CloudFormation has begun goes on there\./m) },
    },
  ],
  [
    {
      words: ['plan', '-c', 'instanceType=t3.micro'],
      call: 'CreateChangeSet',
      but: {
        nobody: goesOn(withoutLook('There are no AWS credentials')),
        expired: goesOn(withoutLook('AWS refuses these credentials: .*expired')),
        denied: goesOn(withoutLook('These credentials may not do this: .*:CreateChangeSet')),
        disabled: goesOn(withoutLook('AWS refuses these credentials: .*invalid')),
        elsewhere: goesOn(/^waffle-backend is not deployed in eu-west-3: all of it would be created\.$/m),
        cut: goesOn(withoutLook('AWS cannot be reached')),
      },
    },
  ],
  [
    {
      words: ['init', '--yes'],
      call: 'DescribeInstanceTypes',
      but: { elsewhere: goesOn(/^ {2}region +eu-west-3\n[^]*Written\. Next: waffle doctor/m) },
    },
  ],
  [
    {
      words: ['doctor'],
      call: 'GetServiceQuota',
      // It tells all that it can, as a list.
      but: {
        nobody: unreachable(/^✖ {2}credentials +There are no AWS credentials\.\n +→ aws configure/m),
        expired: unreachable(/^✖ {2}credentials +AWS refuses these credentials: .*expired\n +→ /m),
        denied: goesOn(/^! {2}quota of vCPUs +cannot be told: These credentials may not do this: .*\n +→ /m),
        disabled: unreachable(/^✖ {2}credentials +AWS refuses .*\n +→ .*a region that is not enabled/m),
        elsewhere: goesOn(/^✔ {2}settings +waffle-backend in eu-west-3\n✔ {2}credentials/m),
        cut: unreachable(/^✖ {2}quota of vCPUs +cannot be told: AWS cannot be reached: .*\n +→ /m),
      },
    },
  ],
  [{ words: ['releases'], call: 'SendCommand' }],
  // That Ctrl-C ends the command on the instance too: test/waffle-exec.test.ts.
  [{ words: ['exec', '--', 'true'], call: 'SendCommand' }],
  // It wants a second project: test/waffle-move.test.ts has one, and what is interrupted.
  [{ words: ['move', '--to', 'pancake'], call: 'DescribeStacks', without: ['again'] }],
  [
    {
      words: ['status'],
      call: 'DescribeDBInstances',
      // A line a part: what cannot be asked is one.
      but: {
        denied: goesOn(
          /: not known: database\n[^]*^\? {2}database +not known: These credentials may not do this/m,
        ),
        cut: goesOn(
          /: not known: instance, database, .*\n[^]*^\? {2}database +not known: AWS cannot be reached/m,
        ),
      },
    },
  ],
  [
    {
      words: [
        'results',
        '--only',
        'security-group',
        '--results',
        path.join(path.dirname(archiveFile), 'results'),
      ],
      call: 'DescribeSecurityGroups',
      // One that cannot be looked at is shown so. What the others ask is in the rehearsed run of .ci/run.
      but: {
        denied: failed(
          /FAILED: These credentials may not do this[^]*^✖ Not shown: security-group\.\n {2}→ /m,
        ),
        cut: failed(/FAILED: AWS cannot be reached[^]*^✖ Not shown: security-group\.\n {2}→ /m),
      },
    },
  ],
  [{ words: ['logs'], call: 'SendCommand' }],
  [{ words: ['ssh'], call: 'StartSession' }],
  [
    {
      words: ['db', 'dump', '-'],
      call: 'DescribeStacks',
      // It wants a database that answers: test/waffle-db-tunnel.test.ts throttles it, and test/waffle-db.test.ts interrupts a dump and types it again.
      without: ['again'],
    },
  ],
  [
    {
      words: ['guard'],
      call: 'DescribeRegions',
      // It looks into all of them.
      without: ['elsewhere'],
      but: { again: found(/^✖ /m) },
    },
  ],
  [
    {
      words: ['cost'],
      call: 'DescribeInstances',
      // It asks for all at once, and tells what it could read, and what it could not; nothing is a failure.
      answered: 0,
      but: {
        nobody: unreachable(/could not be read .*: There are no AWS credentials\.\n {2}→ aws configure/),
        expired: unreachable(/could not be read .*: AWS refuses .*: Request has expired\.\n {2}→ aws sts/),
        denied: goesOn(/EC2 instances: These credentials may not do this/),
        disabled: unreachable(/could not be read .*: AWS refuses these credentials: .*not able to validate/),
        elsewhere: goesOn(/^Nothing of waffle-backend runs in eu-west-3\.$/m),
        cut: unreachable(
          /could not be read \(EC2 instances\): AWS cannot be reached: .*\n {2}→ check the network/,
        ),
      },
    },
  ],
  [
    {
      words: ['down', '--check'],
      call: 'DescribeDBInstances',
      // What it deletes, test/waffle-down.test.ts interrupts, and deletes with the same words.
      but: {
        denied: failed(/^✖ Not everything could be asked[^]*not authorized/),
        elsewhere: goesOn(/^✔ Nothing of the project is billed any more\./),
        again: found(/^✖ Something of the project is left, and billed\.$/m),
      },
    },
  ],
];
