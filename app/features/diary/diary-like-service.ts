import { NoSuchRecord } from '../../errors';
import type { Database } from '../../platform/database/database';
import type { Reader } from '../../platform/database/reader';
import { retryingConflicts } from '../../platform/database/transaction';
import { readDiaryLike } from './diary-schema';
import { findDiary, noDiary } from './find-diaries';

interface EmojiRow {
  /** Null where nobody likes it. */
  readonly emoji: string | null;
  readonly count: number;
  readonly isOwn: number;
}

/** Who likes which diary, and with which emoji. A like is a row that the database has once or not at all. */
export class DiaryLikeService {
  constructor(
    private readonly database: Database,
    private readonly reader: Reader,
  ) {}

  /** Throws `NoSuchRecord`. */
  async get(userId: number, diaryId: number) {
    const rows = await this.reader.query<EmojiRow>(selectLikes, userId, diaryId, userId);
    if (rows.length === 0) throw new NoSuchRecord(noDiary);
    const emojis = rows.flatMap(({ emoji, count }) => (emoji === null ? [] : [{ emoji, count }]));
    return {
      likes: emojis.reduce((sum, { count }) => sum + count, 0),
      emojis,
      own: rows.find(({ isOwn }) => isOwn)?.emoji ?? null,
    };
  }

  /** The only like of the user, with the emoji of the body in place of another one. */
  async put(userId: number, diaryId: number, body: unknown) {
    await findDiary(this.reader, userId, diaryId);
    const { emoji } = readDiaryLike(body);
    await retryingConflicts(
      () => this.database.$executeRaw`
        INSERT INTO DiaryLike (diary_id, user_id, emoji) VALUES (${diaryId}, ${userId}, ${emoji}) AS new
        ON DUPLICATE KEY UPDATE emoji = new.emoji`,
    );
    return this.get(userId, diaryId);
  }

  /** Throws `NoSuchRecord`. */
  async remove(userId: number, diaryId: number) {
    await findDiary(this.reader, userId, diaryId);
    await retryingConflicts(() => this.database.diaryLike.deleteMany({ where: { userId, diaryId } }));
    return this.get(userId, diaryId);
  }
}

/**
 * No row for a diary that the user may not know of, one for each emoji, and one for a diary that nobody likes. To the column's
 * own collation all emoji are the same.
 */
const selectLikes = `
  SELECT l.emoji COLLATE utf8mb4_bin AS emoji, COUNT(l.user_id) AS count, COALESCE(MAX(l.user_id = ?), 0) AS isOwn
  FROM Diary d
  LEFT JOIN DiaryLike l ON l.diary_id = d.id
  WHERE d.id = ? AND d.live_date IS NOT NULL AND (NOT d.is_private OR d.user_id = ?)
  GROUP BY l.emoji COLLATE utf8mb4_bin
  ORDER BY count DESC, MIN(l.created_at)`;
