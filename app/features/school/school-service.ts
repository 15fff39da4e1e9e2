import { InvalidFields } from '../../errors';
import { presentPage } from '../../http/page';
import type { Database } from '../../platform/database/database';
import type { Reader } from '../../platform/database/reader';
import { isDuplicate, retryingConflicts } from '../../platform/database/transaction';
import { nameKey } from '../../platform/name-key';
import { demandOfStaff } from '../user/staff';
import { findDepartment, findDepartments, findSchool, findSchools } from './find-schools';
import { presentDepartment, presentSchool } from './school-presenter';
import { readNamed, readNamedUpdate, type SchoolQuery } from './school-schema';

/** The schools and their departments, which only staff make and name. */
export class SchoolService {
  constructor(
    private readonly database: Database,
    private readonly reader: Reader,
  ) {}

  async list(query: SchoolQuery) {
    return presentPage(await findSchools(this.reader, query), presentSchool);
  }

  /** Throws `NotFound`. */
  async get(id: number) {
    return presentSchool(await findSchool(this.reader, id));
  }

  /** Throws `NotFound`. */
  async listDepartments(schoolId: number, query: SchoolQuery) {
    await findSchool(this.reader, schoolId);
    return presentPage(await findDepartments(this.reader, schoolId, query), presentDepartment);
  }

  /** Throws `NotFound`. */
  async getDepartment(id: number) {
    return presentDepartment(await findDepartment(this.reader, id));
  }

  async create(userId: number, body: unknown) {
    await demandOfStaff('createSchool', this.reader, userId);
    const data = named(readNamed(body));
    const write = () => this.database.school.create({ data, select: { id: true } });
    return this.get((await uniquely(schoolExists, write)).id);
  }

  async update(userId: number, id: number, body: unknown) {
    await demandOfStaff('updateSchool', this.reader, userId);
    await findSchool(this.reader, id);
    const { name } = readNamedUpdate(body);
    if (name !== undefined) await this.#rename(id, name);
    return this.get(id);
  }

  async createDepartment(userId: number, schoolId: number, body: unknown) {
    await demandOfStaff('createDepartment', this.reader, userId);
    await findSchool(this.reader, schoolId);
    const data = { schoolId, ...named(readNamed(body)) };
    const write = () => this.database.department.create({ data, select: { id: true } });
    return this.getDepartment((await uniquely(departmentExists, write)).id);
  }

  async updateDepartment(userId: number, id: number, body: unknown) {
    await demandOfStaff('updateDepartment', this.reader, userId);
    await findDepartment(this.reader, id);
    const { name } = readNamedUpdate(body);
    if (name !== undefined) await this.#renameDepartment(id, name);
    return this.getDepartment(id);
  }

  #rename(id: number, name: string) {
    const data = named({ name });
    return uniquely(schoolExists, () => this.database.school.updateMany({ where: { id }, data }));
  }

  #renameDepartment(id: number, name: string) {
    const data = named({ name });
    return uniquely(departmentExists, () => this.database.department.updateMany({ where: { id }, data }));
  }
}

export const schoolExists = 'A school with that name already exists.';
export const departmentExists = 'A department with that name already exists in this school.';

const named = ({ name }: { name: string }) => ({ name, nameKey: nameKey(name) });

/** That a name is free is known only when it is taken. */
export async function uniquely<T>(message: string, write: () => Promise<T>): Promise<T> {
  try {
    return await retryingConflicts(write);
  } catch (error) {
    throw isDuplicate(error) ? new InvalidFields({ name: [message] }) : error;
  }
}
