import { releaseFiles } from '../../contract';
import { UserError } from '../io/errors';
import { runTask } from '../scale-out/run-task';
import { requiredOutput } from '../stack/read-stack';
import type { Move } from './open-move';

/** `server.cjs data …` in the network of the many machines, as a task that is there before it is needed: it waits for its turn. */
export interface DataTask {
  /** Resolves once it runs. @throws UserError where it does not come to that */
  readonly running: Promise<void>;
  /** Resolves to what it said. @throws UserError where it fails */
  readonly ended: Promise<string>;
}

export function startDataTask(
  { many }: Pick<Move, 'many'>,
  words: readonly [verb: 'load' | 'dump', name: string, ...options: string[]],
  signal: AbortSignal,
): DataTask {
  let isRunning = (): void => undefined;
  const runs = new Promise<void>((resolve) => (isRunning = resolve));
  const ended = runTask(
    many.target,
    many.stack,
    {
      definition: requiredOutput(many.stack, 'migrationTask'),
      startedBy: `waffle-move/${words[1]}`,
      command: [releaseFiles.server, 'data', ...words],
      onState: (state) => {
        if (state === 'RUNNING') isRunning();
      },
    },
    signal,
  ).then(({ problem, lastLines }) => {
    if (problem === undefined) return lastLines.join('\n');
    const said = lastLines.map((line) => `  ${line}`).join('\n');
    throw new UserError(`The task that runs data ${words.join(' ')} failed: ${problem}.\n${said}`, {
      fix: `aws logs tail /${many.target.projectName}/tasks --since 15m has all that it said`,
    });
  });
  // Whoever waits for the other one is told.
  ended.catch(() => undefined);
  return { running: Promise.race([runs, ended.then(() => undefined)]), ended };
}
