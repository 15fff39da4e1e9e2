import { z } from 'zod';

import { count, id, moment } from '../../openapi/values';

const seminarName = z
  .string()
  .min(1)
  .max(50)
  .meta({ examples: ['Backend'] });
const joinedAt = moment('When the user joined.');

/** What one takes part in, dropped or not. */
const participation = z.strictObject({
  id: id('Of the seminar.'),
  name: seminarName,
  joined_at: joinedAt,
  is_active: z.boolean().meta({ description: 'False once dropped.' }),
  dropped_at: moment('When the user dropped out.').nullable(),
});

const participant = z
  .strictObject({
    id: id('Of the profile.'),
    university: z.string().max(50),
    accepted: z.boolean().meta({ description: 'Whether the user may join seminars.' }),
    seminars: z.array(participation),
  })
  .meta({ id: 'ParticipantProfile' });

const instructor = z
  .strictObject({
    id: id('Of the profile.'),
    company: z.string().max(50),
    year: count(0).nullable().meta({ description: 'Years of experience.' }),
    charge: z
      .strictObject({ id: id('Of the seminar.'), name: seminarName, joined_at: joinedAt })
      .nullable()
      .meta({ description: 'The seminar that the user is in charge of.' }),
  })
  .meta({ id: 'InstructorProfile' });

/** What everybody who is signed in may know of a person. */
export const person = z.strictObject({
  id: id('Of the user.'),
  username: z
    .string()
    .min(1)
    .max(150)
    .meta({ examples: ['ada'] }),
  email: z
    .string()
    .max(254)
    .meta({ examples: ['ada@example.com'] }),
  first_name: z
    .string()
    .max(150)
    .meta({ examples: ['Ada'] }),
  last_name: z
    .string()
    .max(150)
    .meta({ examples: ['Lovelace'] }),
});

/** A school or a department. */
const place = (title: string, example: string) =>
  z
    .strictObject({
      id: id(`Of the ${title}.`),
      name: z
        .string()
        .min(1)
        .max(100)
        .meta({ examples: [example] }),
    })
    .nullable();

const profile = z
  .strictObject({
    nickname: z
      .string()
      .max(30)
      .meta({ examples: ['Countess'] }),
    school: place('school', 'Example University'),
    department: place('department', 'Computer Science'),
    picture: z
      .string()
      .nullable()
      .meta({ description: 'Where it is, on this host.', examples: ['/media/5d41402abc4b.jpg'] }),
  })
  .meta({ id: 'Profile' });

const user = person.extend({
  last_login: moment('Of the last login.').nullable(),
  date_joined: moment('Of the sign-up.'),
  is_staff: z.boolean().meta({ description: 'Whether the user is of those who keep the service in order.' }),
  profile,
  participant: participant.nullable(),
  instructor: instructor.nullable(),
});

export const userAnswer = user.meta({ id: 'User' });

export const userWithTokenAnswer = user
  .extend({
    token: z
      .string()
      .regex(/^[0-9a-f]{40}$/)
      .meta({ description: 'Permanent; to be sent as `Authorization: Token …`.' }),
  })
  .meta({ id: 'UserWithToken' });
