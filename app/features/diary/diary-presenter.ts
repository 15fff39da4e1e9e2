import { httpPaths } from '../../../contract';
import { timestampOfText } from '../../platform/timestamp';
import type { DiaryRow } from './find-diaries';

/** The Diary object of the API. */
export const presentDiary = (row: DiaryRow) => ({
  id: row.id,
  created_at: timestampOfText(row.createdAt),
  updated_at: timestampOfText(row.updatedAt),
  date: row.date,
  emoji: row.emoji,
  contents: row.contents,
  picture: row.pictureName === null ? null : `${httpPaths.media}${row.pictureName}`,
  is_private: Boolean(row.isPrivate),
  user: row.userId,
});
