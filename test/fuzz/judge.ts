import { documented } from '../helpers/documented-answers';
import { type Exchange, readRequestLine } from './exchange';
import type { WireAnswer } from './read-answers';
import type { Reply } from './send';

/** What is wrong with the reply to an exchange, whose messages were sent so; undefined when nothing is. */
export function problemOf(
  { promised }: Exchange,
  messages: readonly string[],
  { answers, end, rest, malformed }: Reply,
  timeoutMs: number,
): string | undefined {
  if (malformed !== undefined) return `The answer is no HTTP. ${malformed}`;
  const failed = answers.find((answer) => answer.status >= 500 && !isFull(answer));
  if (failed) return `The answer is ${failed.status}: ${failed.text.slice(0, 500)}`;
  if (end === 'late')
    return `Within ${timeoutMs} ms came ${answers.length} answers, and the connection stays open.`;
  if (lacksAnswer(promised, messages.length, answers))
    return `The server closed the connection after ${answers.length} of ${messages.length} answers.`;
  if (end === 'server' && rest.length > 0)
    return `The server closed the connection within an answer: ${rest.toString('latin1').slice(0, 500)}`;
  if (promised !== 'each') return undefined;
  return undocumented(messages, answers) ?? refusedEncoding(messages, answers);
}

/** So many clients at once upload more pictures than are taken at once. */
const isFull = ({ status, text }: WireAnswer) => status === 503 && text.includes('Too many pictures');

/** Whoever announces the end of a connection answers nothing more on it. */
function lacksAnswer(promised: Exchange['promised'], sent: number, answers: readonly WireAnswer[]): boolean {
  if (promised === 'some') return answers.length === 0;
  if (promised !== 'each') return false;
  return answers.length < sent && answers.at(-1)?.headers.get('Connection') !== 'close';
}

function undocumented(messages: readonly string[], answers: readonly WireAnswer[]): string | undefined {
  for (const [index, answer] of answers.entries()) {
    const asked = readRequestLine(messages[index] ?? '');
    if (asked === undefined) continue;
    try {
      documented.check(asked.method, asked.path, answer);
    } catch (error) {
      return (error as Error).message;
    }
  }
  return undefined;
}

/** Whoever refuses gzip gets none. */
function refusedEncoding(messages: readonly string[], answers: readonly WireAnswer[]): string | undefined {
  const refused = answers.some(
    ({ headers }, index) =>
      headers.has('Content-Encoding') && !/\r\nAccept-Encoding: .*gzip(?!;q=0)/.test(messages[index] ?? ''),
  );
  return refused ? 'The answer is compressed for a client that does not accept it.' : undefined;
}
