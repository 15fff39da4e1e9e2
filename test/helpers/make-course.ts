import { insertStaff } from './insert-users';
import type { TestApi, TestUser } from './test-api';

/** A department of a school, and staff who make courses in it. */
export interface Campus {
  readonly staff: TestUser;
  readonly school: number;
  readonly department: number;
  make(fields?: object): Promise<MadeCourse>;
}

interface MadeCourse {
  readonly id: number;
  readonly title: string;
  readonly professor: { readonly id: number; readonly name: string };
}

let names = 0;

/** Another one each time, in the same database too. */
export async function openCampus(api: TestApi): Promise<Campus> {
  const staff = await insertStaff(api.database);
  const post = async (path: string, json: object) => {
    const { status, body } = await api.call('POST', path, { token: staff.token, json });
    if (status !== 201) throw new Error(`POST ${path} answered ${status}: ${JSON.stringify(body)}`);
    return body;
  };
  const school = (await post('schools/', { name: `Campus ${++names}` })).id;
  const department = (await post(`schools/${school}/departments/`, { name: 'Computer Science' })).id;
  const course = { department, semester: '2026-2', title: 'Algorithms', professor: 'Grace Hopper' };
  return { staff, school, department, make: (fields = {}) => post('courses/', { ...course, ...fields }) };
}
