import { make, type Scenes, type Stage } from './stage';

let names = 0;
const named = () => ({ name: `Name ${++names}` });

export async function createSchool(stage: Stage) {
  const { id } = await make(stage, 'POST', 'schools/', named(), stage.users.staff);
  return { ids: { id: id as number } };
}

export async function createDepartment(stage: Stage) {
  const { ids } = await createSchool(stage);
  const path = `schools/${ids.id}/departments/`;
  const { id } = await make(stage, 'POST', path, named(), stage.users.staff);
  return { ids: { id: id as number } };
}

const rename = async (stage: Stage) => ({ ...(await createSchool(stage)), json: named() });
const renameDepartment = async (stage: Stage) => ({ ...(await createDepartment(stage)), json: named() });

export const schoolScenes: Scenes = {
  listSchools: () => ({}),
  createSchool: () => ({ json: named() }),
  showSchool: createSchool,
  updateSchool: rename,
  patchSchool: rename,
  listDepartments: createSchool,
  createDepartment: rename,
  showDepartment: createDepartment,
  updateDepartment: renameDepartment,
  patchDepartment: renameDepartment,
};
