import type { WireAnswer } from './read-answers';
import { bytesOf, withLength } from './exchange';

export interface KnownUser {
  readonly id: number;
  readonly username: string;
  readonly token: string;
}

/** A seminar or a todo. */
interface KnownThing {
  readonly id: number;
  readonly ownerToken: string;
}

const maxSignedUp = 200;

/** Whom and what the requests are about: what is there at the beginning, and what the answers tell since. */
export class Population {
  #users: KnownUser[];
  #signedUp: KnownUser[] = [];
  #seminars: KnownThing[] = [];
  #todos: KnownThing[] = [];
  #names = 0;

  constructor(first: readonly KnownUser[]) {
    this.#users = [...first];
  }

  /** A message with everything in it filled in. */
  resolve(message: string): string {
    const filled = message.replace(/\{\{(\w+)(?: (\d+))?\}\}/g, (whole, what: string, number = '0') =>
      this.#valueOf(what, Number(number), whole),
    );
    return withLength(filled);
  }

  /** Remembers what an answer says of users and seminars. */
  learn(message: string, { status, text }: WireAnswer): void {
    if (status !== 200 && status !== 201) return;
    const body = parse(text);
    if (typeof body.username === 'string') this.#learnUser(body as unknown as KnownUser, status);
    const ownerToken = /Token ([0-9a-f]{40})/.exec(message)?.[1] ?? '';
    if (status === 201 && Array.isArray(body.participants) && body.participants.length === 0)
      this.#seminars.push({ id: Number(body.id), ownerToken });
    const { id } = (body.data ?? {}) as { id?: number };
    if (id !== undefined && message.startsWith('POST ')) this.#todos.push({ id, ownerToken });
  }

  /** Seminars and todos. */
  forgetThings(): void {
    this.#seminars = [];
    this.#todos = [];
  }

  #learnUser(user: KnownUser, status: number): void {
    const rename = (known: KnownUser) =>
      known.id === user.id ? { ...known, username: user.username } : known;
    this.#users = this.#users.map(rename);
    this.#signedUp = this.#signedUp.map(rename);
    if (status === 201 && typeof user.token === 'string')
      this.#signedUp = [...this.#signedUp, user].slice(-maxSignedUp);
  }

  #valueOf(what: string, number: number, whole: string): string {
    const users = [...this.#users, ...this.#signedUp];
    const user = users[number % users.length];
    const seminar = this.#seminars[number % this.#seminars.length];
    const todo = this.#todos[number % this.#todos.length];
    const values: Readonly<Record<string, string | number | undefined>> = {
      token: user?.token,
      user: user?.id,
      name: user && bytesOf(user.username),
      seminar: seminar?.id ?? 1,
      owner: seminar?.ownerToken ?? user?.token,
      todo: todo?.id ?? 1,
      planner: todo?.ownerToken ?? user?.token,
      fresh: `fuzz${this.#names + 1}`,
    };
    if (what === 'fresh') this.#names++;
    return String(values[what] ?? whole);
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    return (JSON.parse(text) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}
