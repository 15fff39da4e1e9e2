import { z } from 'zod';

import { id } from '../../openapi/values';

const time = (example: string) =>
  z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .meta({ examples: [example] });

const meeting = z
  .strictObject({
    weekday: z.int().min(0).max(6).meta({ description: '0 is Monday.' }),
    start: time('10:30'),
    end: time('11:45'),
  })
  .meta({ id: 'Meeting' });

export const courseAnswer = z
  .strictObject({
    id: id('Of the course.'),
    title: z
      .string()
      .min(1)
      .max(100)
      .meta({ examples: ['Algorithms'] }),
    department: id('Of the department.'),
    professor: z.strictObject({ id: id('Of the professor.'), name: z.string().min(1).max(50) }),
    semester: z.string().meta({ examples: ['2026-2'] }),
    meetings: z.array(meeting).max(20).meta({ description: 'By time.' }),
    rating_count: z.int().min(0),
    rating_average: z
      .number()
      .min(1)
      .max(5)
      .nullable()
      .meta({ description: 'Null where nobody has rated it.' }),
  })
  .meta({ id: 'Course' });

export const professorAnswer = z
  .strictObject({
    id: id('Of the professor.'),
    name: z.string().min(1).max(50),
    department: id('Of the department.'),
  })
  .meta({ id: 'Professor' });

export const ratingAnswer = z
  .strictObject({
    score: z.int().min(1).max(5),
    contents: z.string().max(2_000),
    is_own: z.boolean().meta({ description: 'Whether the requester has written it.' }),
  })
  .meta({ id: 'Rating' });
