import type { LogEntry } from './log-entry';

const levels: Readonly<Record<number, string>> = {
  10: 'TRACE',
  20: 'DEBUG',
  30: 'INFO',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
};
/** Said in their own way, or the same in every line. */
const known = [
  'level',
  'time',
  'release',
  'msg',
  'err',
  'method',
  'route',
  'status',
  'durationMs',
  'pid',
  'hostname',
];

/** `2026-11-22 01:02:03 app@a  INFO  request GET /api/v1/user/:id/ 200 36.1 ms requestId=…` */
export function formatEntry({ at, unit, message }: LogEntry): string {
  const head = `${at === undefined ? ' '.repeat(19) : at.slice(0, 19).replace('T', ' ')} ${shortName(unit)}`;
  return `${head}  ${typeof message === 'string' ? message : describeObject(message)}`;
}

const shortName = (unit: string): string =>
  unit
    .replace(/^waffle-backend@/, 'app@')
    .replace(/^waffle-(deploy|redis|migrate|certificate)/, '$1')
    .replace(/\.service$/, '')
    .replace(/^\/var\/log\/nginx\/error\.log$/, 'nginx')
    .replace(/^\/var\/log\/waffle-backend-boot\.log$/, 'boot')
    .padEnd(8);

function describeObject(entry: Readonly<Record<string, unknown>>): string {
  const { level, msg, method, route, status, durationMs, err } = entry;
  const request = [method, route, status, durationMs === undefined ? undefined : `${String(durationMs)} ms`];
  const others = Object.entries(entry).filter(([name]) => !known.includes(name));
  const words = [
    (levels[Number(level)] ?? '').padEnd(5),
    msg,
    ...request,
    ...others.map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`),
  ];
  const line = words.filter((word) => word !== undefined && word !== '').join(' ');
  return err === undefined ? line : `${line}\n${describeError(err as Readonly<Record<string, unknown>>)}`;
}

const describeError = ({ type, code, message, stack }: Readonly<Record<string, unknown>>): string => {
  const title = [type, code, message].filter(Boolean).join(' ');
  return [
    title,
    ...String(stack ?? '')
      .split('\n')
      .slice(1),
  ]
    .map((line) => `    ${line.trim()}`)
    .join('\n')
    .trimEnd();
};
