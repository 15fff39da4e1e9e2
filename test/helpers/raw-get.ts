import { once } from 'node:events';
import { type IncomingMessage, request, type RequestOptions } from 'node:http';
import { text } from 'node:stream/consumers';

import { documented } from './documented-answers';

/** A GET that `fetch` cannot send: through a unix socket, with another host. The answer is compared with the document. */
export async function rawGet(options: RequestOptions & { readonly path: string }) {
  const outgoing = request(options).end();
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  const body = await text(answer);
  const status = answer.statusCode ?? 0;
  const headers = new Headers(answer.headers as Record<string, string>);
  documented.check('GET', options.path, { status, headers, text: body });
  return { status, body };
}
