import type { Reader } from '../../platform/database/reader';
import { boundsOfMonth, daysOfMonth } from '../../platform/month';
import type { CalendarQuery } from './calendar-schema';

interface DayRow {
  readonly date: string;
  readonly done: number;
  readonly open: number;
  readonly hasDiary: number;
}

/** What the days of a month hold. */
export class CalendarService {
  constructor(private readonly reader: Reader) {}

  /** Every day of the month, of the user or of the one whom the query names: one query. */
  async get(userId: number, { month, user = userId }: CalendarQuery) {
    const bounds = boundsOfMonth(month);
    const rows = await this.reader.query<DayRow>(selectDays, user, ...bounds, user, ...bounds, userId);
    const byDate = new Map(rows.map((row) => [row.date, row]));
    return daysOfMonth(month).map((date) => presentDay(date, byDate.get(date)));
  }
}

const presentDay = (date: string, row?: DayRow) => ({
  date,
  done: row?.done ?? 0,
  open: row?.open ?? 0,
  has_diary: Boolean(row?.hasDiary),
});

/** The days that have something; each half walks along the index of a user's days. */
const selectDays = `
  SELECT day.date, CAST(SUM(day.done) AS SIGNED) AS done, CAST(SUM(day.open) AS SIGNED) AS open,
    MAX(day.hasDiary) AS hasDiary
  FROM (
    SELECT t.date, t.is_checked AS done, NOT t.is_checked AS open, 0 AS hasDiary
    FROM Todo t
    WHERE t.user_id = ? AND t.date BETWEEN ? AND ? AND t.deleted_at IS NULL
    UNION ALL
    SELECT d.live_date, 0, 0, 1
    FROM Diary d
    WHERE d.user_id = ? AND d.live_date BETWEEN ? AND ? AND (NOT d.is_private OR d.user_id = ?)
  ) day
  GROUP BY day.date`;
