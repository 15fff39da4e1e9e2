import { createComment, createPost } from './post-scenes';
import type { Scenes, Stage } from './stage';

const withJson = (make: (stage: Stage) => Promise<object>, json: object) => async (stage: Stage) => ({
  ...(await make(stage)),
  json,
});
const report = { reason: 'An advertisement' };
const review = { hidden: true };

export const reactionScenes: Scenes = {
  likePost: createPost,
  unlikePost: createPost,
  scrapPost: createPost,
  unscrapPost: createPost,
  likeComment: createComment,
  unlikeComment: createComment,
  listScraps: () => ({}),
  reportPost: withJson(createPost, report),
  reportComment: withJson(createComment, report),
  listReports: () => ({}),
  reviewPost: withJson(createPost, review),
  reviewComment: withJson(createComment, review),
};
