import type { Kind } from '../../app/permissions';
import type { TestApi, TestUser } from '../helpers/test-api';

/** Where a call is made as each kind of user. */
export interface Stage {
  readonly api: TestApi;
  /** Whose the things are, unless a scene names another one. */
  readonly owner: TestUser;
  readonly users: Readonly<Record<Exclude<Kind, 'anonymous' | 'owner'>, TestUser>>;
}

/** What a call is sent with, so that nothing but a missing permission can stand in its way. */
export interface Ask {
  /** For the parameters of the path: `{ id: 7 }`. */
  readonly ids?: Readonly<Record<string, number>>;
  readonly query?: string;
  readonly json?: unknown;
  readonly form?: FormData;
  /** In place of the stage's users. */
  readonly as?: Readonly<Partial<Record<Kind, TestUser>>>;
}

/** Makes what a call is about, anew for each kind of user. */
export type Scene = (stage: Stage, kind: Kind) => Promise<Ask> | Ask;

export type Scenes = Readonly<Record<string, Scene>>;

/** An answer of the owner's, who makes something through the API. Throws unless it is made. */
export async function make({ api, owner }: Stage, method: string, path: string, json?: unknown, by = owner) {
  const { status, body } = await api.call(method, path, { token: by.token, json });
  if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${JSON.stringify(body)}`);
  return body;
}
