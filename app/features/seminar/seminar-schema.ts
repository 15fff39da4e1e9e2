import { RuleBroken } from '../../errors';
import { asDictionary, boolean, Form, integer, optional, required, text, time } from '../../http/fields';
import { type Role, roles } from '../user/user-schema';

const seminarFields = {
  name: required(text(50)),
  capacity: required(integer(1, 65_535)),
  count: required(integer(1, 65_535)),
  time: required(time),
  online: optional(boolean, true),
};

/** Throws `InvalidFields`. */
export const readSeminar = (body: unknown) => new Form(body, seminarFields).complete();

/** The role in which one joins. Throws `RuleBroken`. */
export function readRole(body: unknown): Role {
  const { role } = asDictionary(body);
  const known = roles.find((candidate) => candidate === role);
  if (known === undefined) throw new RuleBroken("'role' should be participant or instructor");
  return known;
}

export const seminarOrders = ['default', 'earliest'] as const;
export type SeminarOrder = (typeof seminarOrders)[number];

export interface SeminarQuery {
  /** Part of the name in any letter case; '' means all. */
  readonly name: string;
  readonly order: SeminarOrder;
}

export const readSeminarQuery = (name = '', order = ''): SeminarQuery => ({
  name: name.trim() === '' ? '' : name,
  order: order === 'earliest' ? 'earliest' : 'default',
});
