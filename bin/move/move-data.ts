import { exitCodes, UserError } from '../io/errors';
import { requiredOutput } from '../stack/read-stack';
import type { CommandContext } from '../verb';
import { BalancerGate } from './balancer-gate';
import { MoveBuckets } from './copy-objects';
import { type DataTask, startDataTask } from './data-task';
import type { Move } from './open-move';
import { runMoveScript } from './run-move-script';

export interface Moved {
  /** Name of the dump, in both buckets below `move/`. */
  readonly dump: string;
  /** From the first write that could be refused to the last, seconds. */
  readonly refusedSeconds: number;
  /** What a person does now. */
  readonly next: string;
}

/**
 * From the server to many machines. Writes are refused from `hold` to `forward`; whatever fails in between, the server serves as before.
 * Killed in between, it holds them until the same is typed again.
 */
export async function moveThere(move: Move, context: CommandContext): Promise<Moved> {
  const steps = new Steps(move, context);
  await steps.requireState(false);
  const name = dumpName('there');
  const host = requiredOutput(move.many.stack, 'balancerHost');
  await steps.gate.open();
  await steps.pictures('server', 'many');
  const refusedSeconds = await steps.withTask(['load', name, '--replace', '--await'], async (task) => {
    await steps.script('Hold writes', 'hold');
    try {
      await steps.script('Dump all rows', 'dump', name);
      await steps.pictures('server', 'many');
      await context.output.step('Load them there, and compare', async (step) => {
        await steps.buckets.copyDump(name, 'server', 'many');
        step.note(lastLine(await task.ended));
      });
      await steps.script('Hand every request on', 'forward', host);
    } catch (error) {
      await steps.release('Serve as before', 'serve');
      throw error;
    }
  });
  const next = `Writes were refused for ${refusedSeconds} s at most. ${move.many.target.projectName} has them now, and the server hands every request on.
Now the record (docs/moving.md): domainWeight=0 here, 100 there. Nothing is deleted until waffle down; waffle move --back is the way back.`;
  return { dump: name, refusedSeconds, next };
}

/** Back to the server. Whatever fails before it serves, it goes on handing every request to the many machines. */
export async function moveBack(move: Move, context: CommandContext): Promise<Moved> {
  const steps = new Steps(move, context);
  await steps.requireState(true);
  const name = dumpName('back');
  const host = requiredOutput(move.many.stack, 'balancerHost');
  await steps.pictures('many', 'server');
  const refusedSeconds = await steps.withTask(['dump', name, '--await'], async (task) => {
    await steps.script('Hold writes', 'hold');
    try {
      await context.output.step('Close the way past the server', () => steps.gate.close());
      await context.output.step('Dump all rows', async (step) => {
        await steps.buckets.letDump(name, 'many');
        step.note(lastLine(await task.ended));
      });
      await steps.pictures('many', 'server');
      await steps.buckets.copyDump(name, 'many', 'server');
      await steps.script('Load them here, and compare', 'load', name);
      await steps.script('Serve by itself', 'serve');
    } catch (error) {
      // It may serve, and we were not told: what is written there since would be lost.
      if (await steps.handsOn()) {
        await steps.gate.open();
        await steps.release('Hand every request on as before', 'forward', host);
      }
      throw error;
    }
  });
  const next = `Writes were refused for ${refusedSeconds} s at most. The server serves by itself; ${move.many.target.projectName} refuses what writes.`;
  return { dump: name, refusedSeconds, next };
}

class Steps {
  readonly buckets: MoveBuckets;
  readonly gate: BalancerGate;

  constructor(
    private readonly move: Move,
    private readonly context: CommandContext,
  ) {
    const host = requiredOutput(move.many.stack, 'balancerHost');
    this.buckets = new MoveBuckets(move, context.signal);
    this.gate = new BalancerGate(move.many.target, host, context.signal);
  }

  /** @throws UserError unless the server forwards, or does not, as it has to */
  async requireState(forwards: boolean): Promise<void> {
    const said = await runMoveScript(this.move, ['status'], this.context);
    if (said.includes(' hands ') === forwards) return;
    const [what, fix] = forwards
      ? ['There is nothing to bring back: the server serves by itself.', 'waffle move --to …, without --back']
      : [
          'The data are there already: the server hands every request on.',
          'docs/moving.md: switch the record by domainWeight, confirm, or waffle move --back',
        ];
    throw new UserError(what, { code: exitCodes.failed, fix });
  }

  /** Its last line is what came of it. */
  script(title: string, ...words: readonly string[]): Promise<void> {
    return this.context.output.step(title, async (step) => {
      const said = await runMoveScript(this.move, words, this.context);
      step.note(outcomeOf(said));
    });
  }

  /** Whether the server hands requests on; asked after Ctrl-C, too. */
  async handsOn(): Promise<boolean> {
    return (await runMoveScript(this.move, ['status'], this.#patient)).includes(' hands ');
  }

  /** Also after Ctrl-C: nobody's writes stay refused for a command that has ended. */
  async release(title: string, ...words: readonly string[]): Promise<void> {
    await this.context.output.step(title, () => runMoveScript(this.move, words, this.#patient));
  }

  get #patient(): Pick<CommandContext, 'output' | 'signal'> {
    return { output: this.context.output, signal: AbortSignal.timeout(60_000) };
  }

  pictures(from: 'server' | 'many', to: 'server' | 'many'): Promise<void> {
    return this.context.output.step('Copy pictures', async (step) => {
      const copied = await this.buckets.copyPictures(from, to);
      step.note(copied === 0 ? 'none that are not there' : `${copied}`);
    });
  }

  /** It takes Fargate a while to start one: nobody's writes wait for that. @returns seconds that the work took */
  async withTask(
    words: Parameters<typeof startDataTask>[1],
    work: (task: DataTask) => Promise<void>,
  ): Promise<number> {
    const task = await this.context.output.step('Start a task in the new network', async () => {
      const started = startDataTask(this.move, words, this.context.signal);
      await started.running;
      return started;
    });
    const beganMs = performance.now();
    await work(task);
    return Math.round((performance.now() - beganMs) / 100) / 10;
  }
}

const dumpName = (direction: string) => `${direction}-${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}`;

/** What was counted, where something was; else how the server stands. */
const outcomeOf = (said: string) =>
  (/^ *(\d+ tables, .*)$/m.exec(said)?.[1] ?? lastLine(said)).replace(/^[\d:]+Z /, '');

const lastLine = (text: string) => text.trimEnd().split('\n').at(-1) ?? '';
