import { createServer, type RequestListener, type Server } from 'node:http';
import path from 'node:path';
import type { Stage } from '../stage/stage';

/** An HTTP server of this process that programs inside the stage reach at an address of theirs. */
export async function serveInside(
  stage: Stage,
  name: string,
  { address, port }: { readonly address: string; readonly port: number },
  listener: RequestListener,
): Promise<Server> {
  const server = createServer(listener);
  const socket = path.join(stage.socketsDirectory, `${name}.sock`);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socket, resolve));
  await stage.exposeOutside(socket, address, port);
  return server;
}
