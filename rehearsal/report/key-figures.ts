import { formatSeconds } from '../../bin/io/format';
import type { Figures } from '../report';
import { formatMilliseconds } from './tables';

type Key = [label: string, value: string];

/** What a reader in a hurry wants to know, as far as the rehearsal reached it. */
export const keyFigures = (figures: Figures): readonly Key[] => [
  ...key('failed requests in all releases and rollbacks', figures.failedRequests, String),
  ...key('longest gap between two answers meanwhile', figures.longestGapMs, formatMilliseconds),
  ...key('a release, command to end, slowest', figures.releaseSeconds, formatSeconds),
  ...key('a rollback', figures.rollbackSeconds, formatSeconds),
  ...key('until a bad release is judged, slowest', figures.badReleaseVerdictSeconds, formatSeconds),
  ...key('acknowledged writes lost, faults included', figures.lostWrites, String),
  ...key('memory of Nginx, Redis and the app after load', figures.residentMiB, (value) => `${value} MiB`),
  ...key('boot to first HTTPS answer', figures.bootToHttpsSeconds, formatSeconds),
  ...key(
    'boot to first HTTPS answer, every package downloaded',
    figures.coldBootToHttpsSeconds,
    formatSeconds,
  ),
  ...key('reboot to next HTTPS answer', figures.rebootToHttpsSeconds, formatSeconds),
];

const key = (label: string, value: number | undefined, format: (value: number) => string): Key[] =>
  value === undefined ? [] : [[label, format(value)]];
