import type { FollowRow, FollowStateRow } from './find-follows';

/** One line of a list of followers, or of followed users. */
export const presentFollow = ({ id, username, nickname, isMutual }: FollowRow) => ({
  id,
  username,
  nickname: nickname ?? '',
  is_mutual: Boolean(isMutual),
});

/** What two users are to each other. */
export const presentFollowState = ({ followers, following, isFollowing, isFollower }: FollowStateRow) => ({
  followers,
  following,
  is_following: Boolean(isFollowing),
  is_follower: Boolean(isFollower),
  is_mutual: Boolean(isFollowing && isFollower),
});
