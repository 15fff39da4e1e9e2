import { addComments } from './add-comments';
import { studentsAt } from './add-students';
import type { Batch } from './batch';
import { minutesLater, timeOfNth } from './calendar';
import { Dice } from './dice';
import type { SampleSchool } from './sample-state';
import * as words from './vocabulary';

/** Who a post and what hangs on it is made from. */
export interface Writing {
  readonly batch: Batch;
  readonly dice: Dice;
  /** Ids of everybody who was there. */
  readonly members: readonly number[];
  readonly created: Date;
  readonly allowsAnonymous: boolean;
}

/** As many as hide a post until staff decide. */
const reportsThatHide = 5;

/** Adds posts from the index on, each with its tags, comments, likes, scraps and reports. */
export function addPosts(
  batch: Batch,
  { randomSeed, school }: { readonly randomSeed: number; readonly school: SampleSchool },
  everybody: readonly number[],
  from: number,
  count: number,
): void {
  for (let index = from; index < from + count; index += 1) {
    const dice = new Dice(randomSeed, 'post', index);
    const members = everybody.slice(0, school.accounts.length + studentsAt(index));
    addPost({ batch, dice, members, created: timeOfNth(index, 28) }, school);
  }
}

function addPost(base: Omit<Writing, 'allowsAnonymous'>, school: SampleSchool): void {
  const { batch, dice, members, created } = base;
  const board = dice.few(words.boards.length - 1, 1.6);
  const { allowsAnonymous } = words.boards[board] ?? words.boards[0];
  const writing = { ...base, allowsAnonymous };
  // Those who came first write most.
  const author = members[dice.few(members.length - 1, 2)] ?? 0;
  const isAnonymous = allowsAnonymous && dice.chance(0.5);
  const post_id = batch.nextId('Post');
  // An anonymous author is known as that in the comments, and needs no alias.
  const { aliases, comments } = addComments(writing, post_id, isAnonymous ? author : undefined);
  const isHidden = dice.chance(0.002);
  const isDeleted = dice.chance(0.01);
  const isListed = !isHidden && !isDeleted;
  const title = dice.pick(words.titles);
  batch.add('Post', {
    board_id: school.firstBoard + board,
    user_id: author,
    title: titleOf(title, dice),
    contents: contentsOf(dice),
    is_anonymous: isAnonymous,
    is_question: title.isQuestion === true,
    like_count: addLikes(writing, post_id),
    scrap_count: addScraps(writing, post_id),
    comment_count: comments,
    report_count: addReports(writing, post_id, isHidden ? reportsThatHide : dice.few(1, 40)),
    alias_count: aliases,
    is_listed: isListed,
    created_at: created,
    updated_at: created,
    deleted_at: isDeleted ? minutesLater(2_000, created) : null,
    hidden_at: isHidden ? minutesLater(1_000, created) : null,
  });
  addTags(writing, post_id, school, isListed);
}

function titleOf({ text, about }: words.SampleTitle, dice: Dice): string {
  const subjects = dice.pick(words.departments).subjects;
  const what = { subject: subjects, place: words.places, thing: words.things }[about];
  return text.replace('{}', dice.pick(what));
}

const contentsOf = (dice: Dice) =>
  Array.from({ length: 1 + dice.few(4, 1.5) }, () => dice.pick(words.sentences)).join(' ');

function addTags({ batch, dice }: Writing, post_id: number, { tags }: SampleSchool, isListed: boolean): void {
  const chosen = Array.from({ length: dice.few(4, 2) }, () => tags[dice.few(tags.length - 1, 3)] ?? 0);
  for (const tag_id of new Set(chosen)) {
    batch.add('PostTag', { tag_id, post_id });
    if (isListed) batch.count('Tag', 'post_count', tag_id);
  }
}

function addLikes({ batch, dice, members, created }: Writing, post_id: number): number {
  const fans = dice.several(dice.few(30, 12), members.length);
  fans.forEach((fan, nth) =>
    batch.add('PostLike', {
      post_id,
      user_id: members[fan] ?? 0,
      created_at: minutesLater(nth + 1, created),
    }),
  );
  return fans.length;
}

function addScraps({ batch, dice, members, created }: Writing, post_id: number): number {
  const fans = dice.several(dice.few(6, 10), members.length);
  fans.forEach((fan) =>
    batch.add('PostScrap', { post_id, user_id: members[fan] ?? 0, created_at: minutesLater(50, created) }),
  );
  return fans.length;
}

function addReports({ batch, dice, members, created }: Writing, post_id: number, count: number): number {
  for (const member of dice.several(count, members.length)) {
    const report = { post_id, user_id: members[member] ?? 0, reason: '광고 같아요' };
    batch.add('PostReport', { ...report, created_at: minutesLater(900, created) });
  }
  return count;
}
