import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { isRootOnLinux } from '../../test/helpers/machine';
import { describeWhere } from '../../test/helpers/when-available';
import { addresses, ports } from '../addresses';
import { furnishStage, type StageFacts } from '../testing/stage-owner';
import { waitUntil } from '../wait-until';
import type { Stage } from './stage';

const ownerProgram = path.join(__dirname, '../testing/stage-owner.ts');
const controlGroups = '/sys/fs/cgroup';
const signal = new AbortController().signal;

describeWhere(isRootOnLinux, 'root on Linux', 'a stage', () => {
  let parent: string;
  /** Seconds that no other process sleeps, by which ours are found. */
  let mark: string;
  let before: Traces;
  beforeEach(() => {
    parent = mkdtempSync(path.join(tmpdir(), 'waffle-stage-'));
    mark = `8${String(process.pid).padStart(7, '0')}${Date.now() % 1000}`;
    before = traces(mark);
  });
  afterEach(async () => {
    await opened?.close();
    opened = undefined;
    rmSync(parent, { recursive: true, force: true });
  });

  let opened: Stage | undefined;
  const furnish = async () => {
    const furnished = await furnishStage(parent, mark);
    opened = furnished.stage;
    return furnished;
  };

  test('shows nothing of its mounts and network outside', async () => {
    const { stage, facts } = await furnish();
    const { mounts, links } = traces(mark);
    const inside = await stage.run(['cat', path.join(facts.root, 'file')]);
    expect({ mounts, links }).toEqual({ mounts: before.mounts, links: before.links });
    expect(inside.stdout).toBe('of the image');
    expect(existsSync(path.join(facts.root, 'file'))).toBe(false);
  });

  test('has a network in which its servers are reached, and no way out', async () => {
    const { stage } = await furnish();
    const url = `http://${addresses.standIns}:${ports.signals}/`;
    const ask = ['curl', '-sS', '--retry', '5', '--retry-connrefused', '--max-time', '5', url];
    const besideIt = await stage.run(ask);
    const inInstance = await stage.run(['ip', 'netns', 'exec', 'instance', ...ask]);
    const routes = await stage.run(['ip', 'route', 'show', 'default']);
    expect([besideIt.stdout, inInstance.stdout, routes.stdout]).toEqual(['from outside', 'from outside', '']);
  });

  test('binds its processes by their control group', async () => {
    const { group } = await furnish();
    const sleeping = () => group.processIds().then((ids) => (ids.some(isMarked) ? ids : undefined));
    const ids = await waitUntil(sleeping, { what: 'the process is in its group', timeoutMs: 5_000, signal });
    expect(ids).toHaveLength(1);
    expect(await group.outOfMemoryKills()).toBe(0);
    expect((await group.memory()).peakBytes).toBeGreaterThan(0);
  });

  test('leaves nothing after its close', async () => {
    const { stage, facts } = await furnish();
    expect(traces(mark).processes).not.toEqual([]);
    expect(remains(facts)).not.toEqual([]);
    await stage.close();
    expect(remains(facts)).toEqual([]);
    expect(traces(mark)).toEqual(before);
  });

  test('leaves nothing after its owner was killed', async () => {
    const facts = await ownStage();
    const isGone = async () =>
      remains(facts).length + traces(mark).processes.length === 0 ? true : undefined;
    await waitUntil(isGone, { what: 'everything is gone', timeoutMs: 15_000, signal });
    expect(traces(mark)).toEqual(before);
  }, 60_000);

  /** A stage whose owner is killed as soon as it stands. */
  async function ownStage(): Promise<StageFacts> {
    const owner = spawn(process.execPath, ['--import', 'tsx', ownerProgram, parent, mark], {
      stdio: 'ignore',
    });
    const exit = once(owner, 'exit');
    try {
      const readFacts = async () =>
        JSON.parse(readFileSync(path.join(parent, 'facts.json'), 'utf8')) as StageFacts;
      const facts = await waitUntil(readFacts, { what: 'the stage stands', timeoutMs: 30_000, signal });
      expect(traces(mark).processes).not.toEqual([]);
      expect(remains(facts)).not.toEqual([]);
      return facts;
    } finally {
      owner.kill('SIGKILL');
      await exit;
    }
  }

  const isMarked = (processId: number | string) => commandLine(processId).includes(mark);
});

interface Traces {
  readonly mounts: readonly string[];
  readonly links: readonly string[];
  readonly processes: readonly string[];
}

/** What this machine shows of its mounts and network cards, and of processes with the mark. */
const traces = (mark: string): Traces => ({
  mounts: readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => line.includes('waffle')),
  links: readdirSync('/sys/class/net').sort(),
  processes: readdirSync('/proc').filter((name) => /^\d+$/.test(name) && commandLine(name).includes(mark)),
});

const commandLine = (processId: number | string): string => {
  try {
    return readFileSync(`/proc/${processId}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
};

/** What is left of a stage in the file system. */
const remains = ({ name, directory, socketsDirectory }: StageFacts): string[] =>
  [
    directory,
    socketsDirectory,
    path.join(controlGroups, `${name}-1`),
    ...readdirSync(controlGroups).map((hierarchy) => path.join(controlGroups, hierarchy, `${name}-1`)),
  ].filter((file) => existsSync(file));
