import { createBoard } from './board-scenes';
import { make, type Scenes, type Stage } from './stage';

const post = { title: 'Exam', contents: 'When?', is_anonymous: true };
const comment = { contents: 'On Friday.', is_anonymous: true };

const onBoard = async (stage: Stage) => ({ ids: { id: await createBoard(stage) } });

export async function createPost(stage: Stage) {
  const { id } = await make(stage, 'POST', `boards/${await createBoard(stage)}/posts/`, post);
  return { ids: { id } };
}

export async function createComment(stage: Stage) {
  const { ids } = await createPost(stage);
  const { id } = await make(stage, 'POST', `posts/${ids.id}/comments/`, comment);
  return { ids: { id } };
}

const updatePost = async (stage: Stage) => ({ ...(await createPost(stage)), json: { title: 'Exams' } });
const updateComment = async (stage: Stage) => ({ ...(await createComment(stage)), json: { contents: 'No' } });

export const postScenes: Scenes = {
  listTags: () => ({}),
  listPosts: () => ({}),
  listBoardPosts: onBoard,
  createPost: async (stage) => ({ ...(await onBoard(stage)), json: post }),
  showPost: createPost,
  updatePost,
  patchPost: updatePost,
  deletePost: createPost,
  listComments: createPost,
  createComment: async (stage) => ({ ...(await createPost(stage)), json: comment }),
  showComment: createComment,
  updateComment,
  patchComment: updateComment,
  deleteComment: createComment,
};
