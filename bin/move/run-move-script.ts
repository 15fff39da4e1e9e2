import { followJob, startJob } from '../remote/job';
import { shellWords } from '../remote/shell-word';
import { UserError } from '../io/errors';
import type { CommandContext } from '../verb';
import type { Move } from './open-move';

const script = '/opt/waffle-backend/current/deployment/move.sh';

/** `move.sh …` on the server, to its end, whatever becomes of the network meanwhile; what it said. @throws UserError where it fails */
export async function runMoveScript(
  { server }: Pick<Move, 'server'>,
  words: readonly string[],
  { output, signal }: Pick<CommandContext, 'output' | 'signal'>,
): Promise<string> {
  let text = '';
  const job = { kind: 'exec', script: shellWords(['bash', script, ...words]) };
  const name = await startJob(server.shell, job, signal);
  const onText = (piece: string) => (text += piece);
  const state = await followJob(server.shell, name, { signal, onText });
  output.detail(text);
  if (state === 0) return text;
  throw new UserError(`move.sh ${words.join(' ')} failed on the server:\n${lastLines(text)}`, {
    fix: 'waffle exec -- bash /opt/waffle-backend/current/deployment/move.sh status says how it stands',
  });
}

const lastLines = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .slice(-12)
    .map((line) => `  ${line}`)
    .join('\n');
