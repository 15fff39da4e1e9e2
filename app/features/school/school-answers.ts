import { z } from 'zod';

import { id } from '../../openapi/values';

const name = (example: string) =>
  z
    .string()
    .min(1)
    .max(100)
    .meta({ examples: [example] });

export const schoolAnswer = z
  .strictObject({ id: id('Of the school.'), name: name('Example University') })
  .meta({ id: 'School' });

export const departmentAnswer = z
  .strictObject({
    id: id('Of the department.'),
    school: id('Of the school that it is of.'),
    name: name('Computer Science'),
  })
  .meta({ id: 'Department' });
