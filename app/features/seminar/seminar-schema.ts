import * as z from 'zod/mini';

import { RuleBroken } from '../../errors';
import {
  asDictionary,
  boolean,
  choice,
  fields,
  integer,
  partial,
  readFields,
  text,
  time,
} from '../../http/fields';
import { type Role, roles } from '../user/user-schema';

const shape = {
  name: text(50).check(z.meta({ examples: ['Backend'] })),
  capacity: integer(1, 65_535).check(z.meta({ description: 'Active participants at most.', examples: [20] })),
  count: integer(1, 65_535).check(z.meta({ description: 'Sessions.', examples: [6] })),
  time: time().check(z.meta({ description: '24-hour `HH:MM`.', examples: ['14:30'] })),
  online: z.optional(boolean()),
};

export const seminarBody = fields(shape);
export const seminarUpdateBody = partial(shape);
export const joinBody = fields({ role: choice(roles) });

/** Throws `InvalidFields`. */
export const readSeminar = (body: unknown) => readFields(seminarBody, body);

/** Throws `InvalidFields`. */
export const readSeminarUpdate = (body: unknown) => readFields(seminarUpdateBody, body);

/** The role in which one joins. Throws `RuleBroken`. */
export function readRole(body: unknown): Role {
  const { data } = joinBody.safeParse(asDictionary(body));
  if (data === undefined) throw new RuleBroken("'role' should be participant or instructor");
  return data.role;
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
