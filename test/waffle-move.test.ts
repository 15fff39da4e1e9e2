import { DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import { parameterName, parameters, stackOutputs } from '../contract';
import { eventually } from './helpers/eventually';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { RemoteScene } from './helpers/remote-scene';
import { projectName, s3Client, writeStack } from './helpers/server-in-moto';
import { describeWhere } from './helpers/when-available';

const many = 'waffle-backend-many';
const buckets = { server: 'pictures-of-one', many: 'pictures-of-many' } as const;
/** Notes what it is told, stands as it would then, and fails at the word that a file names, or after it. test/move/ has the real one. */
const moveScript = `cd /opt/move
echo "server: $*" >>asked
[ "$1" != "$(cat fails 2>/dev/null)" ] || { echo "no $1 today"; exit 1; }
case $1 in
  hold) if grep -q hands state; then echo 'hands what reads on, and holds what writes' >state; else echo holds >state; fi ;;
  forward) echo "hands every request to $2" >state ;;
  serve) echo serves >state ;;
esac
[ "after $1" != "$(cat fails 2>/dev/null)" ] || { echo "the connection is lost"; exit 1; }
[ "$1" != dump ] || echo "    3 tables, 7 rows in s3://somewhere"
echo "12:00:00Z this server $(cat state)"
`;

/** The real command line; moto, a stand-in for Run Command and for tasks of ECS. test/move/move.rehearsal.ts moves real data. */
describeWhere(isRootOnLinux && isOnPath('mmdebstrap'), 'root on Linux with mmdebstrap', 'waffle move', () => {
  const scene = RemoteScene.create({ outputs: { [stackOutputs.mediaBucket]: buckets.server } });
  const { moto, scratch } = scene;
  const asked: string[] = [];
  let listener = '';
  let host = '';
  let taskFails = false;

  const s3 = () => s3Client(moto);
  const keysOf = async (Bucket: string) => {
    const { Contents = [] } = await s3().send(new ListObjectsV2Command({ Bucket }));
    return Contents.map(({ Key = '' }) => Key);
  };
  const put = (Bucket: string, Key: string) => s3().send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  const setSecret = (project: string, Value: string) => {
    const Name = parameterName(project, parameters.jwtSecret);
    const command = new PutParameterCommand({ Name, Value, Type: 'SecureString', Overwrite: true });
    return new SSMClient(moto.clientOptions).send(command);
  };

  /** Waits for its turn, as the real one. */
  const runTask = async ([, ...words]: readonly string[]) => {
    asked.push(`task: ${words.join(' ')}`);
    const [, verb, name = ''] = words;
    const key = verb === 'load' ? `move/${name}.jsonl.gz` : `move/${name}.go`;
    // What the server's own dump makes.
    if (verb === 'load') await put(buckets.server, key);
    const isThere = async () => expect(await keysOf(buckets.many)).toContain(key);
    await eventually(isThere, 5_000).catch(() => asked.push('nothing came'));
    if (verb === 'dump') await put(buckets.many, `move/${name}.jsonl.gz`);
    return {
      exitCode: taskFails ? 3 : 0,
      output: taskFails ? 'not the same: User.' : '3 tables, 7 rows: the same',
    };
  };

  const makeBalancer = async () => {
    const client = new ElasticLoadBalancingV2Client(moto.clientOptions);
    const { Subnets = [] } = await new EC2Client(moto.clientOptions).send(new DescribeSubnetsCommand());
    const ids = Subnets.slice(0, 2).map(({ SubnetId = '' }) => SubnetId);
    const create = new CreateLoadBalancerCommand({ Name: many, Subnets: ids });
    const { LoadBalancers: [balancer] = [] } = await client.send(create);
    const answer = { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } } as const;
    const listen = { LoadBalancerArn: balancer?.LoadBalancerArn, Port: 443, Protocol: 'HTTP' } as const;
    const command = new CreateListenerCommand({ ...listen, DefaultActions: [answer] });
    listener = (await client.send(command)).Listeners?.[0]?.ListenerArn ?? '';
    host = balancer?.DNSName ?? '';
  };
  const methodsRefused = async () => {
    const client = new ElasticLoadBalancingV2Client(moto.clientOptions);
    const { Rules = [] } = await client.send(new DescribeRulesCommand({ ListenerArn: listener }));
    return Rules.flatMap(({ Conditions = [] }) =>
      Conditions.map((each) => each.HttpRequestMethodConfig?.Values),
    );
  };

  beforeAll(async () => {
    for (const Bucket of Object.values(buckets)) await s3().send(new CreateBucketCommand({ Bucket }));
    await makeBalancer();
    await writeStack(moto, many, {
      [stackOutputs.mediaBucket]: buckets.many,
      [stackOutputs.cluster]: many,
      [stackOutputs.migrationTask]: `${many}-migrate:1`,
      [stackOutputs.taskSubnets]: 'subnet-1,subnet-2',
      [stackOutputs.taskSecurityGroup]: 'sg-1',
      [stackOutputs.balancerHost]: host,
    });
    scene.aws.tasks.run = runTask;
    scratch.write('waffle-backend/current/deployment/move.sh', moveScript);
    await put(buckets.server, 'media/one.png');
  });
  beforeEach(async () => {
    taskFails = false;
    asked.length = 0;
    scratch.write('move/asked', '');
    scratch.write('move/fails', '');
    for (const project of [projectName, many])
      await setSecret(project, 'a secret of 32 bytes, for both sides');
  });

  const move = (...words: readonly string[]) => scene.waffle(['move', '--to', many, ...words]);
  /** Without the time in the names of dumps. */
  const told = () =>
    scratch
      .read('move/asked')
      .replace(/-\d{8}T\d{6}Z/g, '')
      .trim()
      .split('\n');
  const stands = (state: string) => scratch.write('move/state', state);

  test('there: the task waits before writes are held, and all requests are handed on at the end', async () => {
    stands('serves');
    const { code, stdout, stderr } = await move();
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining('3 tables, 7 rows: the same'),
    });
    expect(told()).toEqual([
      'server: status',
      'server: hold',
      'server: dump there',
      `server: forward ${host}`,
    ]);
    expect(asked).toEqual([expect.stringMatching(/^task: data load there-\d{8}T\d{6}Z --replace --await$/)]);
    expect(stderr.indexOf('✔ Start a task')).toBeLessThan(stderr.indexOf('Hold writes'));
    expect(await keysOf(buckets.many)).toContain('media/one.png');
    expect(stdout).toContain('domainWeight=0 here, 100 there');
  });

  test('once there, it says what comes next and holds nothing', async () => {
    stands(`hands every request to ${host}`);
    const { code, stderr } = await move();
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('waffle move --back') });
    expect(told()).toEqual(['server: status']);
  });

  test('back: the gate, then the way past it, then the rows', async () => {
    stands(`hands every request to ${host}`);
    await put(buckets.many, 'media/two.png');
    const { code, stdout } = await move('--back');
    expect([code, stdout]).toEqual([0, expect.stringContaining('The server serves by itself')]);
    expect(told()).toEqual(['server: status', 'server: hold', 'server: load back', 'server: serve']);
    expect(asked).toEqual([expect.stringMatching(/^task: data dump back-\w+ --await$/)]);
    expect(await keysOf(buckets.server)).toContain('media/two.png');
    expect(await methodsRefused()).toEqual([['DELETE', 'PATCH', 'POST', 'PUT']]);
  });

  test('there, when the rows are not the same: the server serves as before', async () => {
    stands('serves');
    taskFails = true;
    const { code, stderr } = await move();
    expect([code, stderr]).toEqual([1, expect.stringContaining('not the same: User.')]);
    expect(told().at(-1)).toBe('server: serve');
    // It went with the rule that an earlier way back had left.
    expect(await methodsRefused()).toEqual([]);
  });

  test('back, when the rows are not the same: the many machines go on, and take what writes', async () => {
    stands(`hands every request to ${host}`);
    scratch.write('move/fails', 'load');
    expect(await move('--back')).toMatchObject({ code: 1, stderr: expect.stringContaining('no load today') });
    expect(told().at(-1)).toBe(`server: forward ${host}`);
    expect(await methodsRefused()).toEqual([]);
  });

  test('back, when it serves and nobody is told: it is left to serve', async () => {
    stands(`hands every request to ${host}`);
    scratch.write('move/fails', 'after serve');
    expect(await move('--back')).toMatchObject({ code: 1, stderr: expect.stringContaining('is lost') });
    expect(told().slice(-2)).toEqual(['server: serve', 'server: status']);
    expect(await methodsRefused()).toEqual([['DELETE', 'PATCH', 'POST', 'PUT']]);
  });

  test('Ctrl-C while writes are held: the server serves as before', async () => {
    stands('serves');
    scene.aws.plant({ operation: 'CopyObject', does: 'hang' });
    const { code } = await scene.waffle(['move', '--to', many], { interruptAt: /✔ Dump all rows/ });
    scene.aws.forget();
    expect(code).toBe(5);
    expect(told().at(-1)).toBe('server: serve');
  });

  test('other secrets would sign everybody out: refused, and shown to nobody', async () => {
    stands('serves');
    await setSecret(many, 'another secret of 32 bytes, here');
    const { code, stdout, stderr } = await move();
    expect([code, stderr]).toEqual([1, expect.stringContaining('sign in again')]);
    expect(stdout + stderr).not.toContain('32 bytes');
    expect(told()).toEqual(['']);
  });

  test('a project on one server is nowhere to move to', async () => {
    const { code, stderr } = await scene.waffle(['move', '--to', projectName]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('topology=scale-out')]);
  });
});
