import { z } from 'zod';

import { id, moment } from '../../openapi/values';
import { courseAnswer } from '../course/course-answers';

const shape = {
  id: id('Of the timetable.'),
  user: id('Whose it is.'),
  name: z
    .string()
    .min(1)
    .max(50)
    .meta({ examples: ['Plan A'] }),
  semester: z.string().meta({ examples: ['2026-2'] }),
  is_public: z.boolean().meta({ description: 'Whether others see it too; friends always do.' }),
  created_at: moment('When it was made.'),
  updated_at: moment('When its name, semester or visibility changed last.'),
};

export const timetableAnswer = z.strictObject(shape).meta({ id: 'Timetable' });

export const wholeTimetableAnswer = z
  .strictObject({
    ...shape,
    courses: z.array(courseAnswer).meta({ description: 'In the order in which they were added.' }),
  })
  .meta({ id: 'WholeTimetable' });
