import { authScenes } from './auth-scenes';
import { courseScenes } from './course-scenes';
import { diaryScenes } from './diary-scenes';
import { followScenes } from './follow-scenes';
import { friendScenes } from './friend-scenes';
import { reactionScenes } from './reaction-scenes';
import { mediaScenes } from './media-scenes';
import { schoolScenes } from './school-scenes';
import { boardScenes } from './board-scenes';
import { postScenes } from './post-scenes';
import { seminarScenes } from './seminar-scenes';
import type { Scenes } from './stage';
import { timetableScenes } from './timetable-scenes';
import { todoScenes } from './todo-scenes';
import { userScenes } from './user-scenes';

/** By the name of the call. */
export const scenes: Scenes = {
  ...userScenes,
  ...authScenes,
  ...seminarScenes,
  ...todoScenes,
  ...diaryScenes,
  ...followScenes,
  ...schoolScenes,
  ...friendScenes,
  ...courseScenes,
  ...timetableScenes,
  ...boardScenes,
  ...postScenes,
  ...reactionScenes,
  ...mediaScenes,
};
