import { PermissionDenied } from './errors';

/** What whoever calls is to the thing that the call is about. Everybody but the first one is signed in, and the others are no owners. */
export const kinds = ['anonymous', 'user', 'instructor', 'friend', 'owner', 'staff'] as const;
export type Kind = (typeof kinds)[number];

export const kindMeanings: Readonly<Record<Kind, string>> = {
  anonymous: 'has proved nothing',
  user: 'is signed in, a participant of seminars',
  instructor: 'is signed in and teaches seminars, and is no participant',
  friend: 'as `user`, and a friend of the owner',
  owner: 'it is theirs: written or made by them, or, for a seminar, in their charge',
  staff: 'as `user`, and keeps the service in order',
};

const everybody = kinds;
const signedIn: readonly Kind[] = kinds.filter((kind) => kind !== 'anonymous');
const participants: readonly Kind[] = ['user', 'friend', 'staff'];
const owner: readonly Kind[] = ['owner'];
const others: readonly Kind[] = signedIn.filter((kind) => kind !== 'owner');
const staff: readonly Kind[] = ['staff'];

/**
 * Who may do what: a row for each call of the API, by the name that its documentation gives it. Services ask it through
 * `demand`; `test/permissions/` makes every call as every kind of user and compares. `npm run permissions-doc` writes docs/permissions.md.
 */
export const permissions = {
  version: everybody,

  signUp: everybody,
  logIn: everybody,
  logOut: signedIn,
  showMe: signedIn,
  updateMe: signedIn,
  becomeParticipant: signedIn,
  showUser: signedIn,
  // One changes oneself by `updateMe`, and nobody else.
  updateUser: [],

  startSession: everybody,
  refreshSession: everybody,
  endSession: everybody,
  showSessionUser: signedIn,

  listSeminars: signedIn,
  createSeminar: ['instructor'],
  showSeminar: signedIn,
  updateSeminar: owner,
  joinSeminar: signedIn,
  // Whoever is in charge stays.
  dropSeminar: participants,

  listBoards: signedIn,
  // The owners are those of the school.
  createBoard: ['owner', 'staff'],
  showBoard: signedIn,

  listTags: signedIn,
  listPosts: signedIn,
  listBoardPosts: signedIn,
  createPost: signedIn,
  showPost: signedIn,
  updatePost: owner,
  patchPost: owner,
  deletePost: owner,

  listComments: signedIn,
  createComment: signedIn,
  showComment: signedIn,
  updateComment: owner,
  patchComment: owner,
  deleteComment: owner,

  likePost: signedIn,
  unlikePost: signedIn,
  scrapPost: signedIn,
  unscrapPost: signedIn,
  likeComment: signedIn,
  unlikeComment: signedIn,
  listScraps: signedIn,
  // Nobody reports oneself.
  reportPost: others,
  reportComment: others,
  listReports: staff,
  reviewPost: staff,
  reviewComment: staff,

  listTodos: signedIn,
  createTodo: signedIn,
  showTodo: signedIn,
  updateTodo: owner,
  patchTodo: owner,
  deleteTodo: owner,
  showTodoLikes: signedIn,
  likeTodo: signedIn,
  unlikeTodo: signedIn,

  listDiaries: signedIn,
  createDiary: signedIn,
  // A private one is its owner's alone: nobody else learns that it is there.
  showDiary: signedIn,
  updateDiary: owner,
  patchDiary: owner,
  deleteDiary: owner,
  showDiaryLikes: signedIn,
  likeDiary: signedIn,
  unlikeDiary: signedIn,

  showFollow: signedIn,
  followUser: signedIn,
  unfollowUser: signedIn,
  listFollowers: signedIn,
  listFollowing: signedIn,

  showCalendar: signedIn,

  listSchools: signedIn,
  createSchool: staff,
  showSchool: signedIn,
  updateSchool: staff,
  patchSchool: staff,
  listDepartments: signedIn,
  createDepartment: staff,
  showDepartment: signedIn,
  updateDepartment: staff,
  patchDepartment: staff,

  listFriends: signedIn,
  askFriend: signedIn,
  // Whoever was asked owns the answer.
  answerFriend: owner,
  // Either of the two.
  deleteFriend: owner,

  listCourses: signedIn,
  createCourse: staff,
  showCourse: signedIn,
  updateCourse: staff,
  patchCourse: staff,
  deleteCourse: staff,
  listProfessors: signedIn,
  listRatings: signedIn,
  showRating: signedIn,
  rateCourse: signedIn,
  deleteRating: signedIn,

  listTimetables: signedIn,
  listTimetablesOf: signedIn,
  createTimetable: signedIn,
  // A public one is everybody's.
  showTimetable: ['friend', 'owner'],
  updateTimetable: owner,
  patchTimetable: owner,
  deleteTimetable: owner,
  addTimetableCourse: owner,
  removeTimetableCourse: owner,

  listMedia: signedIn,
  uploadMedia: signedIn,
  deleteMedia: owner,
} as const satisfies Readonly<Record<string, readonly Kind[]>>;

/** A call of the API. */
export type Call = keyof typeof permissions;

/** What a signed-in requester is found to be beside that. */
export type Standing = Readonly<Partial<Record<Exclude<Kind, 'anonymous' | 'user'>, boolean>>>;

/** Whether a signed-in requester may. */
export function mayCall(call: Call, standing: Standing): boolean {
  const allowed: readonly Kind[] = permissions[call];
  return allowed.some((kind) => kind === 'user' || (kind !== 'anonymous' && standing[kind]));
}

/** Throws `PermissionDenied` unless the signed-in requester may. */
export function demand(call: Call, standing: Standing): void {
  if (!mayCall(call, standing)) throw new PermissionDenied();
}
