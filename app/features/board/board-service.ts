import { InvalidFields } from '../../errors';
import { presentPage } from '../../http/page';
import type { CachedList } from '../../platform/cache/cached-list';
import type { Database } from '../../platform/database/database';
import type { Reader } from '../../platform/database/reader';
import { nameKey } from '../../platform/name-key';
import { demand } from '../../permissions';
import { uniquely } from '../school/school-service';
import { presentBoard } from './board-presenter';
import { type BoardFields, type BoardQuery, readBoard } from './board-schema';
import { findBoard, findBoards } from './find-boards';

/** Those of a school, or of all. */
export const boardListName = ({ school }: BoardQuery): number | 'all' => school ?? 'all';

/** The boards of the schools, which those who are of a school make for it. */
export class BoardService {
  constructor(
    private readonly database: Database,
    private readonly reader: Reader,
    private readonly lists: CachedList<number | 'all'>,
  ) {}

  async list(query: BoardQuery) {
    return presentPage(await findBoards(this.reader, query), presentBoard);
  }

  /** Throws `NotFound`. */
  async get(id: number) {
    return presentBoard(await findBoard(this.reader, id));
  }

  /** Makes a board of the user's school; staff make one of any. */
  async create(userId: number, body: unknown) {
    const fields = readBoard(body);
    await this.#refuseStranger(userId, fields.school);
    const data = { ...written(fields), userId };
    const write = () => this.database.board.create({ data, select: { id: true } });
    const { id } = await uniquely(boardExists, write);
    await this.lists.invalidate('all', fields.school);
    return this.get(id);
  }

  async #refuseStranger(userId: number, schoolId: number): Promise<void> {
    const [standing] = await this.reader.query<Standing>(selectStanding, schoolId, userId);
    if (standing === undefined || standing.schoolId === null)
      throw new InvalidFields({ school: [unknownSchool] });
    demand('createBoard', { owner: standing.ownSchoolId === schoolId, staff: Boolean(standing.isStaff) });
  }
}

export const boardExists = 'A board with that name already exists in this school.';
export const unknownSchool = 'No school has this id.';

/** Of a user towards a school. */
interface Standing {
  /** Null when there is no such school. */
  readonly schoolId: number | null;
  readonly isStaff: number;
  readonly ownSchoolId: number | null;
}

const selectStanding = `
  SELECT s.id AS schoolId, u.is_staff AS isStaff, p.school_id AS ownSchoolId
  FROM \`User\` u
  LEFT JOIN Profile p ON p.user_id = u.id
  LEFT JOIN School s ON s.id = ?
  WHERE u.id = ?`;

const written = ({ school, name, description = '', allows_anonymous = true }: BoardFields) => ({
  schoolId: school,
  name,
  nameKey: nameKey(name),
  description,
  allowsAnonymous: allows_anonymous,
});
