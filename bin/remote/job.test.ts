import { afterAll, expect, test } from '@jest/globals';
import { isRootOnLinux } from '../../test/helpers/machine';
import { ScratchInstance } from '../../test/helpers/scratch-instance';
import { describeWhere } from '../../test/helpers/when-available';
import { followJob, type JobState, listJobs, readLook, startJob } from './job';
import { outputCharacters, type RemoteShell } from './remote-shell';

const { signal } = new AbortController();

interface Followed {
  readonly state: JobState;
  readonly stdout: string;
  readonly stderr: string;
}

async function follow(shell: RemoteShell, name: string): Promise<Followed> {
  const texts = { stdout: '', stderr: '' };
  const state = await followJob(shell, name, { onText: (text, stream) => (texts[stream] += text), signal });
  return { state, ...texts };
}

describeWhere(isRootOnLinux, 'root on Linux', 'a job on the instance', () => {
  const scratch = new ScratchInstance();
  afterAll(() => scratch.remove());
  const runJob = async (script: string) =>
    follow(scratch.shell, await startJob(scratch.shell, { kind: 'exec', script }, signal));

  test('ends with the code and both outputs of its script', async () => {
    expect(await runJob('echo "said: ü 🧇"; echo trouble >&2; exit 7')).toEqual({
      state: 7,
      stdout: 'said: ü 🧇\n',
      stderr: 'trouble\n',
    });
  });

  test('tells what it writes while it runs', async () => {
    const name = await startJob(
      scratch.shell,
      { kind: 'exec', script: 'echo first; sleep 1; echo second' },
      signal,
    );
    const texts: string[] = [];
    await followJob(scratch.shell, name, { onText: (text) => texts.push(text), signal });
    expect(texts).toEqual(['first\n', 'second\n']);
  });

  test('loses nothing of an output that is longer than one answer', async () => {
    const { stdout } = await runJob('head -c 300000 /dev/urandom | base64 -w 0 | tee /var/lib/copy');
    expect(stdout).toBe((await scratch.run('cat /var/lib/copy')).stdout);
    expect(stdout).toHaveLength(400_000);
  }, 60_000);

  test('never answers more than Run Command passes on', async () => {
    const lengths: number[] = [];
    const shell: RemoteShell = {
      kind: 'ssm',
      run: async (script) => {
        const result = await scratch.run(script);
        lengths.push(result.stdout.length);
        return result;
      },
    };
    const script = 'head -c 60000 /dev/urandom | base64; head -c 60000 /dev/urandom | base64 >&2';
    await follow(shell, await startJob(shell, { kind: 'exec', script }, signal));
    expect(Math.max(...lengths)).toBeLessThan(outputCharacters);
  }, 60_000);

  test('killed, it has no code', async () => {
    expect(await runJob('kill -KILL $PPID')).toMatchObject({ state: 'cut' });
  });

  test('one that was never started is none', async () => {
    expect(await follow(scratch.shell, 'exec-00000000')).toMatchObject({ state: 'none' });
  });

  test('is listed with its state and what is known about it', async () => {
    const begun = { kind: 'deploy', script: 'sleep 0.5', about: { source: 's3://bucket/it’s.tar.gz' } };
    const name = await startJob(scratch.shell, begun, signal);
    const job = { name, about: begun.about };
    expect(await listJobs(scratch.shell, 'deploy', signal)).toEqual([{ ...job, state: 'running' }]);
    await follow(scratch.shell, name);
    expect(await listJobs(scratch.shell, 'deploy', signal)).toEqual([{ ...job, state: 0 }]);
  });

  test('root alone may read what it writes', async () => {
    await runJob('echo it');
    const { stdout } = await scratch.run(
      'stat -c %a /var/lib/waffle-backend/jobs /var/lib/waffle-backend/jobs/*/output',
    );
    expect(new Set(stdout.trim().split('\n'))).toEqual(new Set(['700', '600']));
  });
});

test('says what it did not understand', () => {
  expect(() => readLook('bash: no such thing\n')).toThrow('bash: no such thing');
});
