// The list with the mariadb driver, as one writes it by hand: two statements, however many seminars there are.
const { createPool } = require('mariadb');
const { presentTime } = require('./present-time');
const { database } = require('./settings');

const pool = createPool({ ...database, bigIntAsNumber: true });

const seminarsOf = (direction) => `
  SELECT s.id, s.name, COUNT(p.id) AS participant_count
  FROM Seminar s
  LEFT JOIN UserSeminar p ON p.seminar_id = s.id AND p.role = 'participant' AND p.is_active
  WHERE s.name LIKE ?
  GROUP BY s.id
  ORDER BY s.id ${direction}`;

const instructorsOf = `
  SELECT i.seminar_id, i.created_at AS joined_at, u.id, u.username, u.email, u.first_name, u.last_name
  FROM UserSeminar i
  JOIN User u ON u.id = i.user_id
  WHERE i.role = 'instructor' AND i.seminar_id IN (?)
  ORDER BY i.id`;

async function listSeminars(name = '', order = '') {
  const direction = order === 'earliest' ? 'ASC' : 'DESC';
  const seminars = await pool.query(seminarsOf(direction), [`%${name.replace(/[\\%_]/g, '\\$&')}%`]);
  if (seminars.length === 0) return [];
  const instructors = await pool.query(instructorsOf, [seminars.map(({ id }) => id)]);
  return seminars.map(({ id, name, participant_count }) => ({
    id,
    name,
    instructors: instructors.filter(({ seminar_id }) => seminar_id === id).map(presentInstructor),
    participant_count,
  }));
}

const presentInstructor = ({ id, username, email, first_name, last_name, joined_at }) => ({
  id,
  username,
  email,
  first_name,
  last_name,
  joined_at: presentTime(joined_at),
});

module.exports = { listSeminars };
