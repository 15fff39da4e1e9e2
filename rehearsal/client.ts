import { request as httpRequest } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { connect as connectTls } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { httpPaths } from '../contract';
import { hostNames } from './addresses';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Decompressed. */
  readonly text: string;
  /** The body parsed as JSON. */
  json<T>(): T;
}

export interface ClientOptions {
  /** Unix sockets that lead to ports 443 and 80 of the instance. */
  readonly httpsSocket: string;
  readonly httpSocket: string;
  /** The only authority the client trusts, PEM. */
  readonly rootCertificate: string;
}

export interface Message {
  readonly token?: string | undefined;
  /** URLSearchParams and FormData are sent as the forms they are, a string as text, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export interface AnsweredCall {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly status: number;
}

const timeoutMs = 10_000;

/** How requests reach the API. */
interface Road {
  readonly request: typeof httpsRequest;
  readonly options: RequestOptions;
}

/** A client of the API, by its name. */
export class ApiClient {
  /** Every call that was answered, oldest first. */
  readonly answered: AnsweredCall[] = [];

  constructor(private readonly road: Road) {}

  get(path: string, token?: string): Promise<Answer> {
    return this.send('GET', path, { token });
  }

  async send(method: string, path: string, { token, body, headers }: Message = {}): Promise<Answer> {
    const content = await encode(body);
    const allHeaders = {
      host: hostNames.api,
      ...(token && { authorization: `Token ${token}` }),
      ...content?.headers,
      ...headers,
    };
    const options = { ...this.road.options, path, method, headers: allHeaders };
    const answer = await exchange(this.road.request, options, content?.bytes);
    this.answered.push({ method, path: path.replace(/\?.*$/, ''), status: answer.status });
    return answer;
  }
}

/** The same without Nginx before the API: a server on a port of this machine. */
export const clientOfPort = (port: number) =>
  new ApiClient({ request: httpRequest, options: { host: '127.0.0.1', port } });

/** A client of the API as anyone on the internet is one: over verified HTTPS. */
export class Client extends ApiClient {
  readonly #tls: { readonly servername: string; readonly ca: string };

  constructor(private readonly options: ClientOptions) {
    const tls = { servername: hostNames.api, ca: options.rootCertificate };
    super({ request: httpsRequest, options: { socketPath: options.httpsSocket, ...tls } });
    this.#tls = tls;
  }

  /** What the server chooses of all that a browser offers: `h2`, or `http/1.1`. */
  chooseProtocol(): Promise<string | false | null> {
    const tls = { path: this.options.httpsSocket, ...this.#tls };
    return new Promise((resolve, reject) => {
      const socket = connectTls({ ...tls, ALPNProtocols: ['h2', 'http/1.1'] }, () => {
        resolve(socket.alpnProtocol);
        socket.destroy();
      });
      socket.once('error', reject);
    });
  }

  /** A request without TLS. */
  getInsecurely(path: string): Promise<Answer> {
    return exchange(httpRequest, {
      socketPath: this.options.httpSocket,
      path,
      method: 'GET',
      headers: { host: hostNames.api },
    });
  }
}

/** `/api/v1/seminar/` for `seminar/`. */
export const api = (path: string) => `${httpPaths.api}${path}`;

/** Bytes and headers of a body, as fetch would send it. */
export async function encode(body: unknown) {
  if (body === undefined) return undefined;
  const asItIs = body instanceof URLSearchParams || body instanceof FormData || typeof body === 'string';
  const encoded = asItIs ? new Response(body) : Response.json(body);
  const bytes = Buffer.from(await encoded.arrayBuffer());
  const type = encoded.headers.get('content-type') ?? '';
  return { bytes, headers: { 'content-type': type, 'content-length': bytes.length } };
}

function exchange(request: typeof httpsRequest, options: RequestOptions, body?: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ ...options, agent: false, timeout: timeoutMs }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject).once('end', () => {
        const { statusCode: status = 0, headers } = response;
        const bytes = Buffer.concat(chunks);
        const text = (headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
        resolve({ status, headers, text, json: <T>() => JSON.parse(text) as T });
      });
    });
    sent.once('timeout', () => sent.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
    sent.once('error', reject).end(body);
  });
}
