import { z } from 'zod';

import { pageOf } from '../../openapi/page';
import { id, moment } from '../../openapi/values';

const side = z.int().min(1).max(2048);

export const mediaAnswer = z
  .strictObject({
    id: id('Of the picture.'),
    url: z
      .string()
      .regex(/^\/media\/[0-9a-f]{32}\.(jpg|png|webp)$/)
      .meta({ description: 'Where the picture is, on this host.' }),
    type: z.enum(['image/jpeg', 'image/png', 'image/webp']),
    width: side.meta({ description: 'In pixels, upright.' }),
    height: side,
    bytes: z.int().min(1).meta({ description: 'Size of the file.' }),
    created_at: moment('When it was uploaded.'),
  })
  .meta({ id: 'Media' });

export const mediaPage = pageOf(mediaAnswer);
