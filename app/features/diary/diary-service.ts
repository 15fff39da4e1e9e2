import { InvalidFields, NoSuchRecord } from '../../errors';
import { demand } from '../../permissions';
import type { Database } from '../../platform/database/database';
import type { Reader } from '../../platform/database/reader';
import { isDuplicate, retryingConflicts } from '../../platform/database/transaction';
import { presentDiary } from './diary-presenter';
import { type DiaryQuery, type DiaryUpdate, readDiary, readDiaryUpdate } from './diary-schema';
import { findDiaries, findDiary, noDiary } from './find-diaries';

/**
 * What users write of a day, once a day. A private diary is its owner's alone: for everybody else, staff too, there is none.
 * A deleted one is kept, unknown to everybody, and its day is free again.
 */
export class DiaryService {
  constructor(
    private readonly database: Database,
    private readonly reader: Reader,
  ) {}

  /** Those of the user, or of the one whom the query names. */
  async list(userId: number, query: DiaryQuery) {
    const rows = await findDiaries(this.reader, userId, query);
    return rows.map(presentDiary);
  }

  /** Throws `NoSuchRecord`. */
  async get(userId: number, id: number) {
    return presentDiary(await findDiary(this.reader, userId, id));
  }

  /** Makes a diary of the user. */
  async create(userId: number, body: unknown) {
    const fields = readDiary(body);
    await this.#refuseForeignPicture(userId, fields);
    const { contents } = fields;
    const data = { userId, contents, ...datedOf(fields.date), ...written(fields) };
    const write = () => this.database.diary.create({ data, select: { id: true } });
    return this.get(userId, (await oncePerDay(write)).id);
  }

  /** Changes what the body names, of a diary of the user. */
  async update(userId: number, id: number, body: unknown) {
    demand('updateDiary', { owner: await this.#isOwner(userId, id) });
    const fields = readDiaryUpdate(body);
    await this.#refuseForeignPicture(userId, fields);
    const data = written(fields);
    if (Object.keys(data).length > 0) await this.#write(id, data);
    return this.get(userId, id);
  }

  /** Hides a diary of the user for good. */
  async remove(userId: number, id: number) {
    demand('deleteDiary', { owner: await this.#isOwner(userId, id) });
    await this.#write(id, { liveDate: null });
  }

  async #isOwner(userId: number, id: number): Promise<boolean> {
    return (await findDiary(this.reader, userId, id)).userId === userId;
  }

  async #refuseForeignPicture(userId: number, { picture }: DiaryUpdate): Promise<void> {
    if (typeof picture !== 'number') return;
    const [own] = await this.reader.query(selectOwnPicture, picture, userId);
    if (own === undefined) throw new InvalidFields({ picture: [noPicture] });
  }

  /** Another request may have deleted it between our look and our write. */
  async #write(id: number, data: Partial<Written>): Promise<void> {
    const where = { id, liveDate: { not: null } };
    const { count } = await oncePerDay(() => this.database.diary.updateMany({ where, data }));
    if (count === 0) throw new NoSuchRecord(noDiary);
  }
}

export const dayTaken = 'You already have a diary of this day.';
export const noPicture = 'You have no such picture.';

const selectOwnPicture = 'SELECT id FROM Media WHERE id = ? AND user_id = ? AND deleted_at IS NULL';

interface Written {
  readonly date: Date;
  /** Null in a deleted one. */
  readonly liveDate: Date | null;
  readonly emoji: string;
  readonly contents: string;
  readonly pictureId: number | null;
  readonly isPrivate: boolean;
}

const written = ({ date, emoji, contents, picture, is_private }: DiaryUpdate): Partial<Written> => ({
  ...(date !== undefined && datedOf(date)),
  ...(emoji !== undefined && { emoji }),
  ...(contents !== undefined && { contents }),
  ...(picture !== undefined && { pictureId: picture }),
  ...(is_private !== undefined && { isPrivate: is_private }),
});

/** The beginning of the day in UTC, of which the columns take the day. */
const datedOf = (day: string) => ({ date: new Date(day), liveDate: new Date(day) });

/** That a day is free is known only when it is taken. */
async function oncePerDay<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await retryingConflicts(write);
  } catch (error) {
    throw isDuplicate(error) ? new InvalidFields({ date: [dayTaken] }) : error;
  }
}
