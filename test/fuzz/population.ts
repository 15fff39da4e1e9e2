import type { WireAnswer } from './read-answers';
import { bytesOf, withLength } from './exchange';

export interface KnownUser {
  readonly id: number;
  readonly username: string;
  readonly token: string;
  /** Of those who are there at the beginning. */
  readonly access?: string;
}

/** A seminar, a todo, whatever has an id of its own. */
interface KnownThing {
  readonly id: number;
  readonly ownerToken: string;
  /** Of a picture: what it is shown by. */
  readonly name: string | undefined;
}

const maxSignedUp = 200;

/** Whom and what the requests are about: what is there at the beginning, and what the answers tell since. */
export class Population {
  #users: KnownUser[];
  #signedUp: KnownUser[] = [];
  /** By what its path calls them: `seminar`, `todos`. */
  readonly #things = new Map<string, KnownThing[]>();
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

  /** Remembers what an answer says of users, and what a POST has made. */
  learn(message: string, { status, text }: WireAnswer): void {
    this.#forgetGone(message, status);
    if (status !== 200 && status !== 201) return;
    const body = parse(text);
    if (typeof body.username === 'string') this.#learnUser(body as unknown as KnownUser, status);
    const collection = /^POST \S*?\/([a-z]+)\/(\?\S*)? HTTP/.exec(message)?.[1] ?? '';
    const { id, url } = (body.data ?? body) as { id?: unknown; url?: unknown };
    const name = typeof url === 'string' ? url.split('/').at(-1) : undefined;
    if (typeof id === 'number')
      this.#learnThing(collection, { id, ownerToken: this.#ownerOf(message, body), name });
  }

  /** All but the users. */
  forgetThings(): void {
    this.#things.clear();
  }

  /** Whoever made it; of a friendship whom it was asked of, since nobody else answers. */
  #ownerOf(message: string, { user }: Record<string, unknown>): string {
    const asked = (user as { id?: unknown } | undefined)?.id;
    return this.#users.find(({ id }) => id === asked)?.token ?? this.#tokenOf(message);
  }

  /** The permanent one, whatever the message proves itself by. */
  #tokenOf(message: string): string {
    const byAccess = this.#users.find(({ access }) => access !== undefined && message.includes(access));
    return byAccess?.token ?? tokenOf(message);
  }

  /** What was deleted, or is not there: else most of what is asked for would be gone before long. */
  #forgetGone(message: string, status: number | undefined): void {
    const [, method, collection = '', id] = /^(\w+) \S*?\/([a-z]+)\/(\d+)\//.exec(message) ?? [];
    const isGone = status === 404 || (method === 'DELETE' && (status === 200 || status === 204));
    const things = this.#things.get(collection);
    if (isGone && things)
      this.#things.set(
        collection,
        things.filter((thing) => thing.id !== Number(id)),
      );
  }

  #learnThing(collection: string, thing: KnownThing): void {
    this.#things.set(collection, [...(this.#things.get(collection) ?? []), thing]);
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
    const values: Readonly<Record<string, string | number | undefined>> = {
      token: user?.token,
      access: user?.access ?? this.#users[0]?.access,
      user: user?.id,
      name: user && bytesOf(user.username),
      fresh: `fuzz${this.#names + 1}`,
    };
    if (what === 'fresh') this.#names++;
    return String(values[what] ?? this.#partOfThing(what, number) ?? whole);
  }

  /** `todosId`, `mediaName`, `todosOwner`: of what nobody has made yet the first one, which is there from the beginning and the first user's. */
  #partOfThing(what: string, number: number) {
    const [, collection = '', part] = /^([a-z]+)(Id|Name|Owner)$/.exec(what) ?? [];
    const things = this.#things.get(collection) ?? [];
    const thing = things[number % things.length];
    if (part === 'Id') return thing?.id ?? 1;
    if (part === 'Name') return thing?.name ?? 'none';
    return part === 'Owner' ? (thing?.ownerToken ?? this.#users[0]?.token) : undefined;
  }
}

const tokenOf = (message: string) => /Token ([0-9a-f]{40})/.exec(message)?.[1] ?? '';

function parse(text: string): Record<string, unknown> {
  try {
    return (JSON.parse(text) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}
