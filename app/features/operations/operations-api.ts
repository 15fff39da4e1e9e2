import { z } from 'zod';

import { httpPaths } from '../../../contract';
import type { Operation } from '../../openapi/operation';
import { notFound } from '../../openapi/refusals';

const common = { tag: 'Service', method: 'get', token: 'ignored', checks: [] } as const;

export const versionOperations: readonly Operation[] = [
  {
    ...common,
    id: 'version',
    path: httpPaths.version,
    summary: 'Name the running release',
    answers: [
      {
        status: 200,
        when: 'the name of the service and the id of its release',
        body: z.string().regex(/^waffle-backend \S+\n$/),
        examples: { Release: 'waffle-backend 20261121T121801Z-f00a2d9a\n' },
      },
    ],
  },
];

const forwarded = notFound('it came through a proxy: only who reaches the process itself may ask');

/** What only the machine itself may ask, or a balancer. */
export const probeOperations: readonly Operation[] = [
  {
    ...common,
    id: 'liveness',
    path: httpPaths.liveness,
    summary: 'Is the process alive?',
    checks: [forwarded],
    answers: [{ status: 200, when: 'it is', body: z.strictObject({ status: z.literal('alive') }) }],
  },
  {
    ...common,
    id: 'readiness',
    path: httpPaths.readiness,
    summary: 'Does it take requests?',
    checks: [forwarded],
    answers: [
      { status: 200, when: 'it does', body: z.strictObject({ ready: z.literal(true) }) },
      {
        status: 503,
        when: 'it does not: no database, migrations to apply, or shutting down',
        body: z.strictObject({ ready: z.literal(false), reason: z.string().min(1) }),
      },
    ],
  },
  {
    ...common,
    id: 'metrics',
    path: httpPaths.metrics,
    summary: 'Figures for Prometheus',
    checks: [notFound('it is not this machine that asks')],
    answers: [{ status: 200, when: 'in the text format of Prometheus', body: z.string() }],
  },
];
