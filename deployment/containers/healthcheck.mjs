// Ends with 0 when the API of this container may get requests: asks where it listens, by the same variables.
import { request } from 'node:http';

const { LISTEN_SOCKET: socketPath, PORT: port = '8000' } = process.env;
const where = socketPath ? { socketPath } : { host: '127.0.0.1', port };
const asked = request({ ...where, path: '/readyz', headers: { host: 'localhost' }, timeout: 2000 });
asked.on('response', ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1));
asked.on('timeout', () => process.exit(1));
asked.on('error', () => process.exit(1));
asked.end();
