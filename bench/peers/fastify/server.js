const fastify = require('fastify');
const { cachedList } = require('../shared/cached-list');
const { listSeminars } = require('../shared/seminar-list');
const { socket } = require('../shared/settings');

const text = { type: 'string' };
const number = { type: 'integer' };
const instructor = {
  type: 'object',
  properties: { id: number, username: text, email: text, first_name: text, last_name: text, joined_at: text },
};
const seminar = {
  type: 'object',
  properties: {
    id: number,
    name: text,
    instructors: { type: 'array', items: instructor },
    participant_count: number,
  },
};
const schema = { response: { 200: { type: 'array', items: seminar } } };

const app = fastify();

app.get('/api/v1/seminar/', { schema }, (request) => cachedList(request.query, listSeminars));

app.listen({ path: socket });
