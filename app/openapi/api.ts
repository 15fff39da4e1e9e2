import { authOperations } from '../features/auth/auth-api';
import { calendarOperations } from '../features/calendar/calendar-api';
import { courseOperations } from '../features/course/course-api';
import { ratingOperations } from '../features/course/rating-api';
import { diaryOperations } from '../features/diary/diary-api';
import { followOperations } from '../features/follow/follow-api';
import { friendOperations } from '../features/friend/friend-api';
import { boardOperations } from '../features/board/board-api';
import { commentOperations } from '../features/comment/comment-api';
import { postOperations } from '../features/post/post-api';
import { tagOperations } from '../features/tag/tag-api';
import { mediaOperations, pictureOperations } from '../features/media/media-api';
import { probeOperations, versionOperations } from '../features/operations/operations-api';
import { reactionOperations } from '../features/reaction/reaction-api';
import { reportOperations } from '../features/report/report-api';
import { schoolOperations } from '../features/school/school-api';
import { seminarOperations } from '../features/seminar/seminar-api';
import { timetableOperations } from '../features/timetable/timetable-api';
import { todoOperations } from '../features/todo/todo-api';
import { userOperations } from '../features/user/user-api';
import { type ApiDocument, describeApi } from './document';
import type { Operation } from './operation';

/** What clients may call. */
export const publicOperations = [
  ...userOperations,
  ...authOperations,
  ...seminarOperations,
  ...todoOperations,
  ...diaryOperations,
  ...followOperations,
  ...calendarOperations,
  ...schoolOperations,
  ...friendOperations,
  ...courseOperations,
  ...ratingOperations,
  ...timetableOperations,
  ...boardOperations,
  ...postOperations,
  ...tagOperations,
  ...commentOperations,
  ...reactionOperations,
  ...reportOperations,
  ...mediaOperations,
  ...versionOperations,
];

/** The document that the page at `/docs/` shows. */
export const publicDocument = (release: string) => describe(release, publicOperations);

/** The same with what only the machine itself may ask, and what Nginx answers as long as it can. */
export const wholeDocument = (release: string) =>
  describe(release, [...publicOperations, ...pictureOperations, ...probeOperations]);

const describe = (release: string, operations: readonly Operation[]): ApiDocument =>
  describeApi({ title: 'waffle-backend API', version: release, description, tags, operations });

const tags = [
  { name: 'Users', description: 'Accounts and their profiles: participant, instructor or both' },
  {
    name: 'Sign-in by JWT',
    description: 'Tokens that end, for clients that want them so, and cookies for browsers',
  },
  { name: 'Seminars', description: 'What instructors offer and participants join' },
  { name: 'Todos', description: 'What users plan to do on which day' },
  { name: 'Diaries', description: 'What users write of a day, for all or for themselves' },
  { name: 'Follows', description: 'Who follows whom' },
  { name: 'Calendar', description: 'What the days of a month hold' },
  { name: 'Schools', description: 'Schools and their departments' },
  { name: 'Friends', description: 'Who is whose friend, and who has asked' },
  { name: 'Courses', description: 'What is taught when and by whom, and what users think of it' },
  { name: 'Timetables', description: 'Which courses users take, and who sees it' },
  { name: 'Boards', description: 'Where those of a school post' },
  { name: 'Posts', description: 'What users write on the boards, under their name or anonymously' },
  { name: 'Tags', description: 'What posts are found by' },
  { name: 'Comments', description: 'What users say to a post, and to what is said' },
  { name: 'Reactions', description: 'What users like and keep' },
  { name: 'Reports', description: 'What users complain of, and what staff decide' },
  { name: 'Media', description: 'Pictures of users, which Nginx serves' },
  { name: 'Service', description: 'The service itself' },
];

const description = `
Sign up or log in, then send the token with every call: \`Authorization: Token <40 hexadecimal digits>\`. Or sign in for tokens that end, and
send \`Authorization: Bearer <access token>\`, or from a browser the cookie.

- Bodies are JSON or forms, urlencoded or multipart; a number may be sent as text, a truth as \`true\`, \`1\`, \`t\`, \`y\`, \`yes\`,
  \`on\` or its opposite in any letter case. Unknown fields are ignored.
- Every path ends in a slash. Lists are bare arrays. Moments are UTC with six digits of a second.
- A refusal says \`{"error": …}\` for a rule of the domain, \`{"detail": …}\` for the request itself, and
  \`{"<field>": [<message>]}\` for each bad field; \`non_field_errors\` for fields that are bad together. What the planner does not find, it says
  as \`{"message": …}\`.
`.trim();
