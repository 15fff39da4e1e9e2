import { createHash } from 'node:crypto';

import { sampleData } from '../../contract';
import { usernameKey } from '../features/user/username';
import type { Batch } from './batch';

/**
 * Of `sampleData.password`. As data, because a hash of its own for each run would make the rows of no two runs the same; it
 * carries its parameters with it.
 */
export const passwordHash =
  'scrypt$16384$8$5$H1mm38VVOIf4U0HXGMFe2Q==$Us8gU4/CY/q1lQOXRfYC71AIxbc99bniXW/2onJG2qE=';

export interface NewAccount {
  readonly username: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly isStaff?: boolean;
  readonly role?: 'instructor' | 'participant';
  readonly joined: Date;
}

/** Adds a user who can sign in; its id. */
export function addAccount(batch: Batch, account: NewAccount): number {
  const { username, firstName = '', lastName = '', isStaff = false, role, joined } = account;
  const id = batch.add('User', {
    username,
    username_key: usernameKey(username),
    email: `${username}@example.com`,
    first_name: firstName,
    last_name: lastName,
    password: passwordHash,
    date_joined: joined,
    is_staff: isStaff,
  });
  // It follows from the name, so that a command which was typed once works after a reset too.
  batch.add('Token', { key: createHash('sha1').update(`sample ${username}`).digest('hex'), user_id: id });
  const dates = { created_at: joined, updated_at: joined };
  if (role === 'instructor')
    batch.add('InstructorProfile', { user_id: id, company: 'Waffle Studio', year: 3, ...dates });
  if (role === 'participant')
    batch.add('ParticipantProfile', { user_id: id, university: 'Example University', ...dates });
  return id;
}

/** Whom `waffle local` names, in the order of their ids. */
export const namedAccounts = [
  ...sampleData.instructors.map((username) => ({ username, role: 'instructor' as const })),
  ...sampleData.participants.map((username) => ({ username, role: 'participant' as const })),
  { username: sampleData.staff, isStaff: true },
];
