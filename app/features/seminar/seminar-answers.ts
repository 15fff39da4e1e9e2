import { z } from 'zod';

import { count, id, moment } from '../../openapi/values';
import { person } from '../user/user-answers';

const instructor = person
  .extend({ joined_at: moment('When the user joined.') })
  .meta({ id: 'SeminarInstructor' });

const participant = person
  .extend({
    joined_at: moment('When the user joined.'),
    is_active: z.boolean().meta({ description: 'False once dropped.' }),
    dropped_at: moment('When the user dropped out.').nullable(),
  })
  .meta({ id: 'SeminarParticipant' });

const name = z
  .string()
  .min(1)
  .max(50)
  .meta({ examples: ['Backend'] });

export const seminarAnswer = z
  .strictObject({
    id: id('Of the seminar.'),
    name,
    capacity: count(1).meta({ description: 'Active participants at most.', examples: [20] }),
    count: count(1).meta({ description: 'Sessions.', examples: [6] }),
    time: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
      .meta({ description: 'When a session begins, 24 hours.', examples: ['14:30'] }),
    online: z.boolean(),
    instructors: z.array(instructor).meta({ description: 'In the order in which they joined.' }),
    participants: z
      .array(participant)
      .meta({ description: 'In the order in which they joined; those who dropped out stay.' }),
  })
  .meta({ id: 'Seminar' });

export const seminarListAnswer = z.array(
  z
    .strictObject({
      id: id('Of the seminar.'),
      name,
      instructors: z.array(instructor),
      participant_count: z
        .int()
        .min(0)
        .meta({ description: 'Active ones.', examples: [12] }),
    })
    .meta({ id: 'SeminarListItem' }),
);
