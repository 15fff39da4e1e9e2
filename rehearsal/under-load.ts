import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../bin/io/errors';
import type { ActCast } from './acts/act';
import { api } from './client';
import { type Asked, startLoad } from './load';
import type { AcknowledgedWrite, LoadResult } from './load-result';
import type { Story } from './scenario';
import { makePassword } from './scenario/accounts';

/** Reads, a change of oneself every tenth, a sign-up every 120th: its password hash takes a tenth of a second of CPU time. */
const requestsPerSecond = 60;
/** Of the six clients that keep their connection. */
const http2Clients = 2;
/** What is usual is seen before and after what is done. */
const usualMs = 1000;
const maxSeconds = 600;

export interface WatchedLoad<T> {
  readonly value: T;
  readonly result: LoadResult;
  /** Acknowledged to a client and not in MySQL; always 0, because more is an error. */
  readonly lostWrites: number;
}

/**
 * Does something while clients read and write over HTTPS, and puts what they saw into the timeline.
 * @throws UserError when a write that was acknowledged is not in the database afterwards
 */
export async function underLoad<T>(
  cast: ActCast,
  story: Story,
  title: string,
  work: () => Promise<T>,
): Promise<WatchedLoad<T>> {
  const crowd = new Crowd(story);
  cast.secrets.push(crowd.password);
  const load = startLoad({ ...cast.connection, requestsPerSecond, http2Clients, ask: crowd.ask, maxSeconds });
  let value: T;
  let result: LoadResult;
  try {
    await sleep(usualMs);
    value = await work();
    await sleep(usualMs);
  } finally {
    result = await load.stop();
    cast.timeline.add(title, result);
  }
  const lostWrites = await crowd.findLostWrites(cast, result);
  cast.figures.lostWrites = (cast.figures.lostWrites ?? 0) + lostWrites.length;
  if (lostWrites.length === 0) return { value, result, lostWrites: 0 };
  throw new UserError(
    `${lostWrites.length} acknowledged writes are not in the database: ${lostWrites.slice(0, 5).join(', ')}`,
  );
}

/** Clients, each load with its own names. */
class Crowd {
  private static count = 0;
  private readonly name = `crowd-${(Crowd.count += 1)}`;
  readonly password = makePassword();

  constructor(private readonly story: Story) {}

  readonly ask = (index: number): Asked => {
    if (index % 120 === 4) return this.signUp(index);
    const { token, seminarId } = this.story;
    if (index % 10 === 9) {
      const body = { university: this.university(index) };
      return { method: 'PUT', path: api('user/me/'), token, body, status: 200 };
    }
    const paths = ['seminar/', `seminar/${seminarId}/`, 'seminar/?order=earliest', 'user/me/'];
    return { method: 'GET', path: api(paths[index % paths.length] ?? ''), token, status: 200 };
  };

  /** @returns what is missing */
  async findLostWrites({ client, database }: ActCast, result: LoadResult): Promise<string[]> {
    const ids = (await database.query(`SELECT id FROM User WHERE username LIKE '${this.name}-%'`)).map(
      Number,
    );
    const lost = result.acknowledgedWrites
      .filter(({ method, id }) => method === 'POST' && !ids.includes(Number(id)))
      .map(({ id }) => `user ${id}`);
    const me = (await client.get(api('user/me/'), this.story.token)).json<Me>();
    const last = this.lastUniversities(result);
    if (last.length === 0 || last.includes(me.participant.university)) return lost;
    return [...lost, `“${last.join('” or “')}” (a read shows “${me.participant.university}”)`];
  }

  private signUp(index: number): Asked {
    const username = `${this.name}-${index}`;
    const email = `${username}@example.com`;
    const body = { username, email, password: this.password, role: 'participant' };
    return { method: 'POST', path: api('user/'), body, status: 201 };
  }

  /**
   * What a read may show afterwards: a write that was acknowledged and that none began after, or one that failed for the
   * client, because nobody knows whether it was carried out.
   */
  private lastUniversities({ acknowledgedWrites, failures }: LoadResult): string[] {
    const acknowledged = acknowledgedWrites.filter(({ method }) => method === 'PUT');
    if (acknowledged.length === 0) return [];
    const lastBegan = Math.max(...acknowledged.map(({ sentMs }) => sentMs));
    const possible = [
      ...acknowledged.filter(({ endedMs }: AcknowledgedWrite) => endedMs >= lastBegan),
      ...failures.filter(({ method, atMs }) => method === 'PUT' && atMs >= lastBegan),
    ];
    return possible.map(({ index }) => this.university(index));
  }

  private readonly university = (index: number) => `${this.name} ${index}`;
}

interface Me {
  readonly participant: { readonly university: string };
}

/** @throws UserError naming the first of them */
export function refuseFailures({ failures, requests }: LoadResult): void {
  if (failures.length === 0) return;
  const shown = failures
    .slice(0, 5)
    .map(({ atMs, method, path, what }) => `${Math.round(atMs)} ms: ${method} ${path}: ${what}`);
  throw new UserError(`${failures.length} of ${requests} requests failed:\n${shown.join('\n')}`);
}
