import { type DestinationStream, type Logger, pino } from 'pino';

import type { Settings } from '../../config';
import { describeError } from './describe-error';
import { turnByTurn } from './turn-by-turn';

/** Never logged on purpose; should one slip into a line, its value is not shown. */
const secretNames = ['password', 'token', 'key', 'authorization', 'email', 'username'];

/** JSON lines on stdout, which the service manager keeps. */
export const createLogger = (
  level: Settings['logLevel'],
  release: string,
  destination: DestinationStream = turnByTurn(pino.destination({ dest: 1, sync: true })),
): Logger =>
  pino(
    {
      level,
      base: { release },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: (error: unknown) => describeError(error) },
      redact: secretNames.flatMap((name) => [name, `*.${name}`]),
    },
    destination,
  );
