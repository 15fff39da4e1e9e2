import { timestampOfText } from '../../platform/timestamp';
import type { BoardRow } from './find-boards';

/** The Board object of the API: the same for everybody. */
export const presentBoard = (row: BoardRow) => ({
  id: row.id,
  school: row.schoolId,
  name: row.name,
  description: row.description,
  allows_anonymous: Boolean(row.allowsAnonymous),
  created_at: timestampOfText(row.createdAt),
  updated_at: timestampOfText(row.updatedAt),
});
