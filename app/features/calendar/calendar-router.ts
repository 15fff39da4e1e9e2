import type { RequestHandler } from 'express';

import { requesterId } from '../../http/authenticate';
import { createRouter, resource } from '../../http/resource';
import { readCalendarQuery } from './calendar-schema';
import type { CalendarService } from './calendar-service';

export interface CalendarRouterParts {
  readonly calendar: CalendarService;
  readonly authenticate: RequestHandler;
}

export function createCalendarRouter({ calendar, authenticate }: CalendarRouterParts) {
  const router = createRouter();
  resource(router, '/calendar/', authenticate, { get: [authenticate, show(calendar)] });
  return router;
}

const show =
  (calendar: CalendarService): RequestHandler =>
  async (request, response) => {
    response.json(await calendar.get(requesterId(response), readCalendarQuery(request.query)));
  };
