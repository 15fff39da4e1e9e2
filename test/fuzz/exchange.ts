export const kinds = ['valid', 'nearly valid', 'hostile'] as const;
export type Kind = (typeof kinds)[number];

/**
 * How much of an answer HTTP promises: one for each message; at least one; none, but the connection ends once the client
 * has ended its half; nothing, because the client leaves in the middle.
 */
export type Promised = 'each' | 'some' | 'end' | 'nothing';

/** What one client sends over one connection. */
export interface Exchange {
  readonly kind: Kind;
  /** What it is about, for the count of what was sent. */
  readonly about: string;
  /**
   * Requests as they go over the wire, a character for a byte. `{{token 3}}` and the like stand for what the population
   * knows when they are sent, `{{length}}` for the length of the body then.
   */
  readonly messages: readonly string[];
  readonly promised: Promised;
}

/** Text as the characters that its UTF-8 bytes make. */
export const bytesOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** Method and target of a message whose first line can be read. */
export function readRequestLine(message: string): { method: string; path: string } | undefined {
  const [, method, path] = /^([A-Z-]+) (\/[^ ?]*)(?:\?[^ ]*)? HTTP\/1\.[01]\r\n/.exec(message) ?? [];
  return method === undefined || path === undefined ? undefined : { method, path };
}

const endOfHead = '\r\n\r\n';

/** Fills in `{{length}}`. */
export function withLength(message: string): string {
  const body = message.slice(message.indexOf(endOfHead) + endOfHead.length);
  return message.replace('{{length}}', String(body.length));
}

/** As one can read it: a line for a line, and other bytes than ASCII by their number. */
export function show(messages: readonly string[]): string {
  const text = messages
    .join('')

    .replace(/[^\x20-\x7e\r\n]|\r(?!\n)/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`)
    .replaceAll('\r\n', '\n');
  return text.length <= maxShown ? text : `${text.slice(0, maxShown)}… (${text.length} bytes in all)`;
}
const maxShown = 2_000;
