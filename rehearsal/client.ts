import { request as httpRequest } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { httpPaths } from '../contract';
import { hostNames } from './addresses';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
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

const timeoutMs = 10_000;

/** A client of the API as anyone on the internet is one: by its name, over verified HTTPS. */
export class Client {
  constructor(private readonly options: ClientOptions) {}

  get(path: string, token?: string): Promise<Answer> {
    return this.send('GET', path, { token });
  }

  post(path: string, body: unknown, token?: string): Promise<Answer> {
    return this.send('POST', path, { body, token });
  }

  put(path: string, body: unknown, token?: string): Promise<Answer> {
    return this.send('PUT', path, { body, token });
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

  private send(
    method: string,
    path: string,
    { body, token }: { body?: unknown; token?: string | undefined },
  ): Promise<Answer> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const { httpsSocket, rootCertificate } = this.options;
    const headers = {
      host: hostNames.api,
      ...(token && { authorization: `Token ${token}` }),
      ...(payload && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
    };
    return exchange(
      httpsRequest,
      { socketPath: httpsSocket, servername: hostNames.api, ca: rootCertificate, path, method, headers },
      payload,
    );
  }
}

/** `/api/v1/seminar/` for `seminar/`. */
export const api = (path: string) => `${httpPaths.api}${path}`;

function exchange(request: typeof httpsRequest, options: RequestOptions, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ ...options, agent: false, timeout: timeoutMs }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.once('error', reject).once('end', () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, text, json: <T>() => JSON.parse(text) as T });
      });
    });
    sent.once('timeout', () => sent.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
    sent.once('error', reject).end(body);
  });
}
