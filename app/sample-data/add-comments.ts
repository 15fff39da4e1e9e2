import type { Writing } from './add-posts';
import { minutesLater } from './calendar';
import * as words from './vocabulary';

/** A comment that others may reply to. */
interface Place {
  readonly id: number;
  replies: number;
}

/** Adds the comments of a post and who is who of the anonymous ones; how many there are of both. */
export function addComments(writing: Writing, postId: number, anonymousAuthor: number | undefined) {
  const planned = planComments(writing);
  const aliases = new Set<number>();
  for (const { userId, isAnonymous } of planned)
    if (isAnonymous && userId !== anonymousAuthor) aliases.add(userId);
  [...aliases].forEach((user_id, index) =>
    writing.batch.add('PostAlias', { post_id: postId, user_id, number: index + 1 }),
  );
  planned.forEach((comment, nth) => addComment(writing, postId, comment, nth));
  planned.forEach((comment) => {
    addLikes(writing, comment);
    addReports(writing, comment);
  });
  return { aliases: aliases.size, comments: planned.filter(({ isDeleted }) => !isDeleted).length };
}

interface PlannedComment extends Place {
  readonly userId: number;
  readonly parent: Place | undefined;
  readonly isAnonymous: boolean;
  readonly isDeleted: boolean;
  readonly likes: number;
  readonly reports: number;
}

/** A reply may only be written to what is there; who is replied to counts those that are still there. */
function planComments({ batch, dice, members, allowsAnonymous }: Writing): PlannedComment[] {
  const firstId = batch.nextId('Comment');
  const planned: PlannedComment[] = [];
  const count = dice.few(12, 7);
  for (let nth = 0; nth < count; nth += 1) {
    const places = planned.filter(({ parent }) => parent === undefined);
    const parent = dice.chance(0.35) ? places[dice.below(places.length)] : undefined;
    const isDeleted = dice.chance(0.03);
    if (parent !== undefined && !isDeleted) parent.replies += 1;
    const isAnonymous = allowsAnonymous && dice.chance(0.6);
    const userId = members[dice.few(members.length - 1, 1.5)] ?? 0;
    const [likes, reports] = [dice.few(5, 9), dice.few(1, 60)];
    planned.push({ id: firstId + nth, replies: 0, userId, parent, isAnonymous, isDeleted, likes, reports });
  }
  return planned;
}

function addComment(writing: Writing, post_id: number, comment: PlannedComment, nth: number): void {
  const { batch, dice, created } = writing;
  const written = minutesLater(7 * (nth + 1), created);
  batch.add('Comment', {
    post_id,
    user_id: comment.userId,
    parent_id: comment.parent?.id ?? null,
    contents: dice.pick(words.comments),
    is_anonymous: comment.isAnonymous,
    like_count: comment.likes,
    report_count: comment.reports,
    reply_count: comment.replies,
    created_at: written,
    updated_at: written,
    deleted_at: comment.isDeleted ? minutesLater(3_000, written) : null,
  });
}

function addLikes({ batch, dice, members, created }: Writing, { id, likes }: PlannedComment): void {
  for (const member of dice.several(likes, members.length)) {
    const like = { comment_id: id, user_id: members[member] ?? 0 };
    batch.add('CommentLike', { ...like, created_at: minutesLater(500, created) });
  }
}

function addReports({ batch, dice, members, created }: Writing, { id, reports }: PlannedComment): void {
  for (const member of dice.several(reports, members.length)) {
    const report = { comment_id: id, user_id: members[member] ?? 0, reason: '욕설이에요' };
    batch.add('CommentReport', { ...report, created_at: minutesLater(600, created) });
  }
}
