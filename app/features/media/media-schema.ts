import * as z from 'zod/mini';

import { pageFields } from '../../http/page';

export const mediaQuery = z.object(pageFields);
