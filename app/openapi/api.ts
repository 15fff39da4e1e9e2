import { probeOperations, versionOperations } from '../features/operations/operations-api';
import { seminarOperations } from '../features/seminar/seminar-api';
import { todoOperations } from '../features/todo/todo-api';
import { userOperations } from '../features/user/user-api';
import { type ApiDocument, describeApi } from './document';
import type { Operation } from './operation';

/** What clients may call. */
const publicOperations = [...userOperations, ...seminarOperations, ...todoOperations, ...versionOperations];

/** The document that the page at `/docs/` shows. */
export const publicDocument = (release: string) => describe(release, publicOperations);

/** The same with what only the machine itself may ask. */
export const wholeDocument = (release: string) =>
  describe(release, [...publicOperations, ...probeOperations]);

const describe = (release: string, operations: readonly Operation[]): ApiDocument =>
  describeApi({ title: 'Seminar API', version: release, description, tags, operations });

const tags = [
  { name: 'Users', description: 'Accounts and their profiles: participant, instructor or both' },
  { name: 'Seminars', description: 'What instructors offer and participants join' },
  { name: 'Todos', description: 'What users plan to do on which day' },
  { name: 'Service', description: 'The service itself' },
];

const description = `
Sign up or log in, then send the token with every call: \`Authorization: Token <40 hexadecimal digits>\`.

- Bodies are JSON or forms, urlencoded or multipart; a number may be sent as text, a truth as \`true\`, \`1\`, \`t\`, \`y\`, \`yes\`,
  \`on\` or its opposite in any letter case. Unknown fields are ignored.
- Every path ends in a slash. Lists are bare arrays. Moments are UTC with six digits of a second.
- A refusal says \`{"error": …}\` for a rule of the domain, \`{"detail": …}\` for the request itself, and
  \`{"<field>": [<message>]}\` for each bad field; \`non_field_errors\` for fields that are bad together. What the planner does not find, it says
  as \`{"message": …}\`.
`.trim();
