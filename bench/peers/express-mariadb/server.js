const express = require('express');
const { cachedList } = require('../shared/cached-list');
const { listSeminars } = require('../shared/seminar-list');
const { socket } = require('../shared/settings');

const app = express();
app.use(express.json());

app.get('/api/v1/seminar/', async (request, response) => {
  response.json(await cachedList(request.query, listSeminars));
});

app.listen(socket);
