// Prints every TCP port of an address that accepts a connection: node scan-ports.mjs ADDRESS
import { connect } from 'node:net';

const [, , host] = process.argv;
const lastPort = 65_535;
const atOnce = 256;
const timeoutMs = 2000;

const isOpen = (port) =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    const end = (open) => {
      socket.destroy();
      resolve(open);
    };
    socket
      .once('connect', () => end(true))
      .once('timeout', () => end(false))
      .once('error', () => end(false));
  });

const open = [];
let next = 1;
const scan = async () => {
  while (next <= lastPort) {
    const port = next++;
    if (await isOpen(port)) open.push(port);
  }
};
await Promise.all(Array.from({ length: atOnce }, scan));
process.stdout.write(JSON.stringify(open.sort((a, b) => a - b)));
