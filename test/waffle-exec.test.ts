import { EC2Client, StartInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { expect, test } from '@jest/globals';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { RemoteScene } from './helpers/remote-scene';
import { removeStack } from './helpers/server-in-moto';
import { describeWhere } from './helpers/when-available';

/** The real command line; moto and a stand-in for Run Command, which runs scripts on a scratch instance. */
describeWhere(isRootOnLinux && isOnPath('mmdebstrap'), 'root on Linux with mmdebstrap', 'waffle exec', () => {
  const scene = RemoteScene.create();
  const { waffle, moto } = scene;

  test('passes on both outputs and the exit code', async () => {
    const script = 'echo "words stay $1"; echo trouble >&2; exit 42';
    const result = await waffle(['exec', '--', 'bash', '-c', script, 'it', 'as  "they"  are']);
    expect(result).toEqual({ code: 42, stdout: 'words stay as  "they"  are\n', stderr: 'trouble\n' });
  });

  test('as data it tells the exit code too', async () => {
    const { code, stdout } = await waffle(['exec', '--json', '--', 'sh', '-c', 'echo hi; exit 3']);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toEqual({ code: 3, stdout: 'hi\n', stderr: '' });
  });

  test('what Systems Manager would fill in goes through as it is', async () => {
    const { stdout } = await waffle(['exec', '--', 'echo', '{{ssm:/waffle-backend/database/password}}']);
    expect(stdout).toBe('{{ssm:/waffle-backend/database/password}}\n');
  });

  test('Ctrl-C ends the command on the instance too', async () => {
    const result = await waffle(['exec', '--', 'sh', '-c', 'echo begun; sleep 30; echo end >/opt/ended'], {
      interruptAt: /begun/,
    });
    expect(result).toMatchObject({ code: 5, stderr: expect.stringContaining('Interrupted by SIGINT') });
    expect(scene.scripts.at(-1)).toMatch(/^#!\/bin\/bash\nsystemctl stop waffle-exec-[0-9a-f]{8}\.service$/);
  });

  test('an agent that is away is said, with the way out', async () => {
    const { code, stderr } = await scene.whileOffline(() => waffle(['exec', '--', 'true']));
    expect(code).toBe(4);
    expect(stderr).toContain(`does not reach the instance ${scene.instanceId}: its agent is not connected`);
    expect(stderr).toContain('--via ssh');
  });

  test('a stopped instance is resumed first', async () => {
    const ec2 = new EC2Client(moto.clientOptions);
    await ec2.send(new StopInstancesCommand({ InstanceIds: [scene.instanceId] }));
    const { code, stderr } = await waffle(['exec', '--', 'true']);
    await ec2.send(new StartInstancesCommand({ InstanceIds: [scene.instanceId] }));
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `✖ The instance ${scene.instanceId} is stopped.\n  → waffle resume\n`,
    });
  });

  test('without a stack it ends with 6', async () => {
    await removeStack(moto);
    expect(await waffle(['exec', '--', 'true'])).toMatchObject({
      code: 6,
      stderr: expect.stringContaining('waffle-backend is not deployed in us-east-1.'),
    });
  });
});
