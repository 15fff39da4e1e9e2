import { z } from 'zod';
import { rule } from './rule';

export const mediaSettings = {
  mediaStorage: rule({
    group: 'media',
    only: 'one-server',
    schema: z.enum(['disk', 's3'], 'pictures cannot be kept there').default('disk'),
    meaning:
      'Where uploaded pictures are kept: on the disk of the server, or in a private S3 bucket, which outlives it. Pictures that are there already move by media.sh',
    allowed: 'disk, s3',
    change: '-c mediaStorage=s3',
  }),
} as const;
