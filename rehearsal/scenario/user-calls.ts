import type { Call } from '../call';
import { asForm, asMultipart, makePassword } from './accounts';
import type { People } from './cast';
import { badFields, notAuthenticated, notFound, refusal, unknownId } from './refusals';

const required = 'This field is required.';
const blank = 'This field may not be blank.';
const apart = { non_field_errors: 'First name and last name should appear together.' };
const numbered = { non_field_errors: 'First name or last name should not have number.' };
const tooLong = 'Ensure this field has no more than 50 characters.';
const wrongLogin = refusal(403, 'error', 'Wrong username or wrong password');

/** No sign-up that is refused makes a user. */
export function signUpCalls({ participant: { username } }: People): Call[] {
  const good = {
    username: 'nobody',
    password: makePassword(),
    email: 'nobody@example.com',
    role: 'participant',
  };
  const refused: [fields: unknown, refusal: Pick<Call, 'status' | 'shows'>][] = [
    [{}, badFields({ username: required, password: required, email: required, role: required })],
    [[], badFields({ non_field_errors: 'Invalid data. Expected a dictionary, but got list.' })],
    [
      asForm({ ...good, username: ' ', email: 'nobody' }),
      badFields({ username: blank, email: /valid email/ }),
    ],
    [asMultipart({ ...good, role: 'boss' }), badFields({ role: '"boss" is not a valid choice.' })],
    [{ ...good, first_name: 'Ada' }, badFields(apart)],
    [{ ...good, first_name: 'Ada', last_name: 'L0velace' }, badFields(numbered)],
    [{ ...good, accepted: 'perhaps' }, badFields({ accepted: 'Must be a valid boolean.' })],
    [{ ...good, university: 'x'.repeat(51) }, badFields({ university: tooLong })],
    [{ ...good, role: 'instructor', year: '' }, badFields({ year: 'A valid integer is required.' })],
    [{ ...good, username: username.toUpperCase() }, badFields({ username: /already exists/ })],
  ];
  return [
    ...refused.map(([body, refusal]) => ({ ask: 'POST user/', body, ...refusal })),
    { ask: 'PUT user/login/', body: { username, password: 'wrong' }, ...wrongLogin },
    { ask: 'PUT user/login/', body: {}, token: 'no token', ...wrongLogin },
  ];
}

/** Who one is, in every way of saying so. */
export function authenticationCalls({ instructor, participant }: People): Call[] {
  const { token, id, username } = participant;
  const me = (authorization: string) => ({ ask: 'GET user/me/', headers: { authorization } });
  return [
    { ask: 'GET user/me/', ...notAuthenticated() },
    { ...me('Basic YTpi'), ...notAuthenticated() },
    { ...me('Token'), ...notAuthenticated('Invalid token header. No credentials provided.') },
    {
      ...me(`Token ${token} x`),
      ...notAuthenticated('Invalid token header. Token string should not contain spaces.'),
    },
    { ...me(`Token ${'0'.repeat(40)}`), ...notAuthenticated('Invalid token.') },
    { ask: 'POST user/', token: '0'.repeat(40), body: {}, ...notAuthenticated('Invalid token.') },
    { ask: 'POST user/logout/', token, status: 200, shows: '' },
    { ask: 'GET user/me/', token, status: 200, shows: { id, username, instructor: null, token: undefined } },
    {
      ask: `GET user/${id}/`,
      token: instructor.token,
      status: 200,
      shows: { id, username, token: undefined },
    },
    { ask: `GET user/${unknownId}/`, token, ...notFound },
    { ask: 'GET user/one/', token, ...notFound },
  ];
}

/** Changes of oneself. */
export function updateCalls({ instructor, participant }: People): Call[] {
  const update = (token: string, body: unknown) => ({ ask: 'PUT user/me/', token, body });
  const othersRefused = refusal(403, 'error', "Can't update other Users information");
  return [
    {
      ...update(instructor.token, {}),
      status: 200,
      shows: { instructor: { company: 'Waffle Studio', year: 3 } },
    },
    {
      ...update(instructor.token, asForm({ company: 'Waffle House' })),
      status: 200,
      shows: { instructor: { year: 3 } },
    },
    {
      ...update(instructor.token, asMultipart({ year: '0' })),
      status: 200,
      shows: { instructor: { company: 'Waffle House', year: 0 } },
    },
    {
      ...update(instructor.token, { company: 'Other', year: -1 }),
      ...badFields({ year: /greater than or equal to 0/ }),
    },
    {
      ...update(instructor.token, { university: 'Other', role: 'participant' }),
      status: 200,
      shows: { participant: null, instructor: { company: 'Waffle House' } },
    },
    {
      ...update(participant.token, { accepted: false, company: 'x' }),
      status: 200,
      shows: { participant: { accepted: true }, instructor: null },
    },
    { ...update(participant.token, { university: 'x'.repeat(51) }), ...badFields({ university: tooLong }) },
    {
      ...update(participant.token, { role: 'boss' }),
      ...badFields({ role: '"boss" is not a valid choice.' }),
    },
    { ...update(participant.token, { first_name: 'Bob' }), ...badFields(apart) },
    { ask: `PUT user/${participant.id}/`, token: participant.token, body: {}, ...othersRefused },
    { ask: `PUT user/${unknownId}/`, token: participant.token, body: {}, ...othersRefused },
  ];
}

/** An instructor becomes a participant too. */
export function secondRoleCalls({ instructor, participant }: People): Call[] {
  const become = ({ token }: { token: string }, body: unknown) => ({
    ask: 'POST user/participant/',
    token,
    body,
  });
  const already = refusal(400, 'error', "You're already a participant");
  return [
    { ...become(instructor, { accepted: null }), ...badFields({ accepted: 'This field may not be null.' }) },
    { ...become(instructor, asForm({ university: 'x'.repeat(51) })), ...badFields({ university: tooLong }) },
    {
      ...become(instructor, asMultipart({ accepted: 'YES' })),
      status: 201,
      shows: { participant: { university: '', accepted: true, seminars: [] }, instructor: { year: 0 } },
    },
    { ...become(instructor, {}), ...already },
    { ...become(participant, {}), ...already },
  ];
}

/** A new password counts at once, the old one no more; the token stays. */
export function passwordCalls(
  { participant: { username, password, token } }: People,
  changed: string,
): Call[] {
  return [
    { ask: 'PUT user/me/', token, body: { password: changed }, status: 200, shows: { token: undefined } },
    { ask: 'PUT user/login/', body: { username, password }, ...wrongLogin },
    { ask: 'PUT user/login/', body: asForm({ username, password: changed }), status: 200, shows: { token } },
  ];
}
