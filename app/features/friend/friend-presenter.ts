import { timestampOfText } from '../../platform/timestamp';
import type { FriendRow } from './find-friends';

/** The Friend object of the API. */
export const presentFriend = (row: FriendRow) => ({
  id: row.id,
  user: { id: row.userId, username: row.username, nickname: row.nickname },
  state: row.state,
  created_at: timestampOfText(row.createdAt),
  accepted_at: row.acceptedAt === null ? null : timestampOfText(row.acceptedAt),
});
