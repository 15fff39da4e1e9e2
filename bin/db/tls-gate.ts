import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Capability in the first packet of either side: https://dev.mysql.com/doc/dev/mysql-server/latest/group__group__cs__capabilities__flags.html */
const clientSsl = 0x0800;
const headerLength = 4;
/** After protocol, version with its end, thread, eight bytes of a challenge and an empty one. */
const afterVersion = 4 + 8 + 1;

export interface TlsGate {
  /** Of 127.0.0.1. */
  readonly port: number;
  close(): Promise<void>;
}

/**
 * A port in front of the tunnel's that lets nothing through but TLS: MariaDB's clients before 11.4 sign in without it where a server
 * offers none, whatever they are told.
 */
export async function openTlsGate(tunnelPort: number): Promise<TlsGate> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    return socket;
  };
  const server = createServer((near) => {
    const far = keep(connect(tunnelPort, '127.0.0.1'));
    join(keep(near), far).catch(() => {
      near.destroy();
      far.destroy();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    sockets.forEach((socket) => socket.destroy());
    server.close();
    await once(server, 'close');
  };
  return { port: (server.address() as AddressInfo).port, close };
}

async function join(near: Socket, far: Socket): Promise<void> {
  near.once('close', () => far.destroy());
  far.once('close', () => near.end());
  const greeting = await firstPacket(far);
  if (!offersTls(greeting)) throw new Error('The server offers no TLS.');
  near.write(greeting);
  const answer = await firstPacket(near);
  if (!asksForTls(answer)) throw new Error('The client asks for no TLS.');
  far.write(answer);
  near.pipe(far);
  far.pipe(near);
}

/** With its header, and with what came right behind it. */
async function firstPacket(socket: Socket): Promise<Buffer> {
  let packet = Buffer.alloc(0);
  while (packet.length < headerLength || packet.length < headerLength + packet.readUIntLE(0, 3)) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    packet = Buffer.concat([packet, chunk]);
  }
  socket.pause();
  return packet;
}

export function offersTls(greeting: Buffer): boolean {
  const versionEnd = greeting.indexOf(0, headerLength + 1);
  const at = versionEnd + 1 + afterVersion;
  return versionEnd > 0 && at + 2 <= greeting.length && (greeting.readUInt16LE(at) & clientSsl) !== 0;
}

export const asksForTls = (answer: Buffer): boolean =>
  answer.length >= headerLength + 2 && (answer.readUInt16LE(headerLength) & clientSsl) !== 0;
