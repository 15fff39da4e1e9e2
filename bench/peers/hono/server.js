const { createAdaptorServer } = require('@hono/node-server');
const { Hono } = require('hono');
const { cachedList } = require('../shared/cached-list');
const { listSeminars } = require('../shared/seminar-list');
const { socket } = require('../shared/settings');

const app = new Hono();

app.get('/api/v1/seminar/', async (context) =>
  context.json(await cachedList(context.req.query(), listSeminars)),
);

createAdaptorServer(app).listen(socket);
