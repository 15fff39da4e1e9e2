import type { Check, Evidence, EvidenceName, Part } from './evidence';
import type { Scene } from './scene';

/** Makes one piece of evidence. */
export interface Producer {
  readonly name: EvidenceName;
  readonly title: string;
  readonly claim: string;
  readonly commands: Evidence['commands'];
  readonly deterministic: boolean;
  /** Without it there is no server to ask: `nothing` is there before an `up` and after a `down`. */
  readonly needs: 'server' | 'nothing';
  /** @throws whatever keeps it from looking; it is then shown as failed, with the reason */
  produce(scene: Scene): Promise<Produced>;
}

export interface Produced {
  readonly checks: readonly Check[];
  readonly parts: readonly Part[];
  /** PNG by the file that a part names. */
  readonly pictures?: ReadonlyMap<string, Buffer>;
  /** Said in place of checks where there is nothing to look at yet. */
  readonly absent?: string;
}

export const check = (claim: string, ok: boolean, seen: string): Check => ({ claim, ok, seen });
