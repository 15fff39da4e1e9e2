import type { DepartmentRow, SchoolRow } from './find-schools';

/** The School object of the API. */
export const presentSchool = ({ id, name }: SchoolRow) => ({ id, name });

/** The Department object of the API. */
export const presentDepartment = ({ id, schoolId, name }: DepartmentRow) => ({ id, school: schoolId, name });
