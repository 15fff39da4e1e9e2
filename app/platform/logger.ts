import { type Logger, pino } from 'pino';

import type { Settings } from '../config';

/** JSON lines on stdout, which the service manager keeps. */
export const createLogger = (level: Settings['logLevel'], release: string): Logger =>
  pino({ level, base: { release }, timestamp: pino.stdTimeFunctions.isoTime });
