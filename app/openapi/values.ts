import { z } from 'zod';

/** Values that many answers hold. */

export const id = (description: string) => z.int().min(1).max(2_147_483_647).meta({ description });

export const count = (min: number) => z.int().min(min).max(65_535);

export const day = (description: string) => z.iso.date().meta({ description, examples: ['2026-11-22'] });

/** UTC, with six digits of a second. */
export const moment = (description: string) =>
  z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
    .meta({ format: 'date-time', description, examples: ['2026-11-21T12:32:23.938000Z'] });

export const monthOfYear = z
  .string()
  .regex(/^[1-9]\d{3}-(0[1-9]|1[0-2])$/)
  .meta({ description: 'A month.', examples: ['2026-11'] });
