import { make, type Scenes, type Stage } from './stage';

const todo = { contents: 'Read', date: '2026-11-22' };

async function createTodo(stage: Stage) {
  const { data } = await make(stage, 'POST', 'todos/', todo);
  return { ids: { id: data.id } };
}

const update = async (stage: Stage) => ({ ...(await createTodo(stage)), json: { is_checked: true } });

export const todoScenes: Scenes = {
  listTodos: () => ({}),
  createTodo: () => ({ json: todo }),
  showTodo: createTodo,
  updateTodo: update,
  patchTodo: update,
  deleteTodo: createTodo,
  showTodoLikes: createTodo,
  likeTodo: createTodo,
  unlikeTodo: createTodo,
};
