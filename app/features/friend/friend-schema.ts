import * as z from 'zod/mini';

import {
  boolean,
  choice,
  type Dictionary,
  fields,
  type FieldValues,
  readFields,
  rowId,
} from '../../http/fields';
import { pageFields } from '../../http/page';
import { readQuery } from '../../http/read-query';

/** Of a friendship, as one of the two sees it: both want it, oneself has asked, or the other one has. */
export const friendStates = ['accepted', 'asked', 'received'] as const;
export type FriendState = (typeof friendStates)[number];

export const friendRequestBody = fields({
  user: rowId().check(z.meta({ description: 'Whom one asks.', examples: [7] })),
});

/** Throws `InvalidFields`. */
export const readFriendRequest = (body: unknown) => readFields(friendRequestBody, body);

export const friendAnswerBody = fields({
  accepted: boolean().check(z.meta({ description: 'False ends it.' })),
});

/** Throws `InvalidFields`. */
export const readFriendAnswer = (body: unknown) => readFields(friendAnswerBody, body);

export const friendQuery = z.partial(z.object({ state: choice(friendStates), ...pageFields }));

export type FriendQuery = FieldValues<typeof friendQuery>;

/** Throws `InvalidFields`. */
export const readFriendQuery = (query: Dictionary): FriendQuery => readQuery(friendQuery, query);
