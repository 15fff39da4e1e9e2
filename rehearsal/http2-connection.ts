import { once } from 'node:events';
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http2';
import { text as readText } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { hostNames } from './addresses';
import type { Attempt } from './attempt';
import type { ClientOptions } from './client';

const { HTTP2_HEADER_AUTHORITY, HTTP2_HEADER_METHOD, HTTP2_HEADER_PATH, HTTP2_HEADER_STATUS } = constants;

export interface Http2Request {
  readonly method: string;
  readonly path: string;
  /** Besides the host. */
  readonly headers: OutgoingHttpHeaders;
  readonly signal: AbortSignal;
}

/** One client's connection, over which all its requests go at a time, as a browser's: until the server says goodbye. */
export class Http2Connection {
  private session: ClientHttp2Session | undefined;

  constructor(private readonly options: Pick<ClientOptions, 'httpsSocket' | 'rootCertificate'>) {}

  async attempt({ method, path, headers, signal }: Http2Request, body: Buffer | undefined): Promise<Attempt> {
    const reusedConnection = this.session !== undefined && !this.session.connecting;
    const session = (this.session ??= this.connect());
    const request = {
      ...{
        [HTTP2_HEADER_METHOD]: method,
        [HTTP2_HEADER_PATH]: path,
        [HTTP2_HEADER_AUTHORITY]: hostNames.api,
      },
      ...headers,
    };
    let stream: ClientHttp2Stream | undefined;
    let answered = false;
    try {
      stream = session.request(request, { signal });
      // The first error is heard below; one that follows from it must not end the process.
      stream.on('error', () => undefined).end(body);
      const [answer] = await Promise.race([once(stream, 'response', { signal }), endOf(stream)]);
      answered = true;
      const status = Number((answer as IncomingHttpHeaders)[HTTP2_HEADER_STATUS]);
      return { status, text: await readText(stream), reusedConnection, closedUnanswered: false };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      // RFC 9113, section 8.7: also the streams above the last one that the server names in its goodbye end so.
      const refused = stream === undefined || stream.rstCode === constants.NGHTTP2_REFUSED_STREAM;
      const closed = !signal.aborted && (session.closed || session.destroyed);
      if (refused) this.leave(session);
      return {
        error: `${code ?? message}${answered ? ' within the answer' : ''}`,
        reusedConnection,
        closedUnanswered: reusedConnection && !answered && closed,
        refused,
      };
    }
  }

  close(): void {
    this.session?.destroy();
  }

  private connect(): ClientHttp2Session {
    const { httpsSocket: path, rootCertificate: ca } = this.options;
    const createConnection = () => connectTls({ path, ca, servername: hostNames.api, ALPNProtocols: ['h2'] });
    const session = connect(`https://${hostNames.api}`, { createConnection });
    for (const end of ['goaway', 'close', 'error'] as const) session.on(end, () => this.leave(session));
    return session;
  }

  /** What is under way over it goes on; the next request takes a new one. */
  private leave(session: ClientHttp2Session): void {
    if (this.session === session) this.session = undefined;
  }
}

/** A connection may end in order before the answer: then no error is told. */
async function endOf(stream: ClientHttp2Stream): Promise<never> {
  await once(stream, 'close');
  throw new Error('closed without an answer');
}
