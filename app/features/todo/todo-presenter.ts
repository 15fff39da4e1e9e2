import { timestampOfText } from '../../platform/timestamp';
import type { TodoRow } from './find-todos';

/** The Todo object of the API. */
export const presentTodo = (row: TodoRow) => ({
  id: row.id,
  created_at: timestampOfText(row.createdAt),
  updated_at: timestampOfText(row.updatedAt),
  contents: row.contents,
  date: row.date,
  is_checked: Boolean(row.isChecked),
  user: row.userId,
});
