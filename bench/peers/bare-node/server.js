// The upper bound: no framework, no cache, no database, only the bytes and the headers that our own API answers with.
const { readFileSync } = require('node:fs');
const { createServer } = require('node:http');

const body = readFileSync(process.env.ANSWER_FILE);
const headers = {
  ...JSON.parse(readFileSync(process.env.HEADERS_FILE, 'utf8')),
  'Content-Length': body.length,
};

createServer((_request, response) => {
  response.writeHead(200, headers);
  response.end(body);
}).listen(process.env.LISTEN_SOCKET);
