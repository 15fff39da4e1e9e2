import type { z } from 'zod';

import { cachedHeaders, notModified } from './cached';
import type { Answer, Operation, Query, RequestBody } from './operation';
import { pageOf, pageQuery } from './page';
import { notAuthenticated, unreadableBody } from './refusals';

interface Told extends Pick<Operation, 'id' | 'path' | 'summary' | 'description'> {
  /** What it is refused for besides a token that is missing, or a body that cannot be read. */
  readonly checks?: readonly Answer[];
}

interface ListTold extends Told {
  /** Its own filters. */
  readonly query?: readonly Query[];
  /** What a page is of. */
  readonly of: z.ZodType;
  /** Of pages, by their titles. */
  readonly examples: Readonly<Record<string, unknown>>;
  /** When the first page is not cached. */
  readonly cachedBut?: string;
}

/** What a call answers where it does what it is for. */
type Done = Omit<Answer, 'status'>;

interface WithAnswer extends Told {
  readonly answer: Done;
}

interface WithBody extends WithAnswer {
  readonly body: RequestBody;
}

interface Change extends Omit<WithBody, 'id'> {
  /** What changes, as the ids of both calls name it: `Board`. */
  readonly what: string;
}

interface Removal extends Told {
  readonly when?: string;
}

/** The calls of users about what has a list, and ids: what all of these tell alike is told here. */
export function callsAbout(tag: string) {
  const common = { tag, token: 'needed' } as const;
  const withBody = ({ answer, checks = [], ...told }: WithBody, status: number) => ({
    ...common,
    ...told,
    checks: [notAuthenticated, ...unreadableBody, ...checks],
    answers: [{ status, ...answer }],
  });
  return {
    /** Page by page. */
    list: ({ query = [], of, examples, cachedBut, checks = [], ...told }: ListTold): Operation => {
      const page = { status: 200, when: 'a page', body: pageOf(of), examples };
      return {
        ...common,
        ...told,
        method: 'get',
        query: [...query, ...pageQuery],
        checks: [notAuthenticated, ...checks],
        answers:
          cachedBut === undefined ? [page] : [{ ...page, headers: cachedHeaders }, notModified(cachedBut)],
      };
    },

    create: (told: WithBody): Operation => ({ ...withBody(told, 201), method: 'post' }),

    show: ({ checks = [], answer, ...told }: WithAnswer): Operation => ({
      ...common,
      ...told,
      method: 'get',
      checks: [notAuthenticated, ...checks],
      answers: [{ status: 200, ...answer }],
    }),

    /** PUT and PATCH, which are the same. */
    change: ({ what, summary, ...told }: Change): readonly Operation[] => [
      { ...withBody({ ...told, summary, id: `update${what}` }, 200), method: 'put' },
      {
        ...withBody({ ...told, summary: `${summary}, as with PUT`, id: `patch${what}` }, 200),
        method: 'patch',
      },
    ],

    remove: ({ checks = [], when = 'it is gone', ...told }: Removal): Operation => ({
      ...common,
      ...told,
      method: 'delete',
      checks: [notAuthenticated, ...checks],
      answers: [{ status: 204, when }],
    }),
  };
}
