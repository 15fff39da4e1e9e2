import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { Exchange } from './evidence';
import { hidden } from './masker';

const limitMs = 15_000;
/** What is worth showing of an answer; the others differ from run to run or say nothing. */
const shownHeaders = ['content-type', 'location', 'x-cache', 'etag', 'strict-transport-security', 'server'];
/** Longer ones are cut where they are shown. */
const shownCharacters = 4_000;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Whether the certificate leads to a root that this machine trusts. */
  readonly trusted: boolean;
  readonly exchange: Exchange;
  json<T>(): T;
}

export interface Message {
  readonly method?: string;
  readonly token?: string;
  /** Sent as JSON; the value of `password` is not shown. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/**
 * A client of the deployed address. It goes on where the certificate is not trusted, which is shown as evidence of its own; what it
 * sends is made for this and removed afterwards.
 */
export class ApiClient {
  constructor(
    /** Such as `https://api.example.com`. */
    readonly origin: string,
    /** Asked in place of the one that the name leads to. */
    readonly address: string | undefined,
    private readonly signal: AbortSignal,
  ) {}

  async send(path: string, message: Message = {}): Promise<Answer> {
    const url = new URL(path, this.origin);
    const { method = 'GET', token, body } = message;
    const content = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      ...(content !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Token ${token}` }),
    };
    const {
      status,
      headers: answered,
      body: bytes,
      trusted,
    } = await this.#exchange(url, method, headers, content);
    const exchange: Exchange = {
      method,
      url: url.href,
      requestHeaders: { ...headers, ...(token !== undefined && { authorization: `Token ${hidden}` }) },
      ...(body !== undefined && { requestBody: shownBody(body) }),
      status,
      responseHeaders: pick(answered, shownHeaders),
      responseBody: shownText(bytes, answered['content-type']),
    };
    const json = <T>() => JSON.parse(bytes.toString('utf8')) as T;
    return { status, headers: answered, body: bytes, trusted, exchange, json };
  }

  #exchange(url: URL, method: string, headers: Record<string, string>, content: string | undefined) {
    const signal = AbortSignal.any([this.signal, AbortSignal.timeout(limitMs)]);
    const request = url.protocol === 'http:' ? requestHttp : requestHttps;
    const isName = /[a-z]/i.test(url.hostname);
    return new Promise<{ status: number; headers: Record<string, string>; body: Buffer; trusted: boolean }>(
      (resolve, reject) => {
        const sent = request(
          {
            host: this.address ?? url.hostname,
            port: url.port,
            path: url.pathname + url.search,
            method,
            headers: { ...headers, host: url.host },
            ...(isName && { servername: url.hostname }),
            rejectUnauthorized: false,
            agent: false,
            signal,
          },
          (response) => {
            const trusted = (response.socket as Partial<TLSSocket>).authorized === true;
            const chunks: Buffer[] = [];
            response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
            response.on('end', () => {
              const all = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
              resolve({
                status: response.statusCode ?? 0,
                headers: Object.fromEntries(all) as Record<string, string>,
                body: Buffer.concat(chunks),
                trusted,
              });
            });
          },
        );
        sent.on('error', reject).end(content);
      },
    );
  }
}

const pick = (headers: Readonly<Record<string, string>>, names: readonly string[]) =>
  Object.fromEntries(
    names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
  ) as Record<string, string>;

const shownBody = (body: Readonly<Record<string, unknown>>) =>
  JSON.stringify({ ...body, ...('password' in body && { password: hidden }) }, null, 2);

function shownText(bytes: Buffer, type = ''): string {
  if (!/json|text|javascript|svg/.test(type)) return bytes.length === 0 ? '' : `(${bytes.length} bytes)`;
  const text = bytes.toString('utf8');
  return cut(/json/.test(type) ? pretty(text) : text);
}

const cut = (text: string) =>
  text.length <= shownCharacters
    ? text
    : `${text.slice(0, shownCharacters)}\n… ${text.length} characters in all`;

function pretty(text: string): string {
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    return JSON.stringify('token' in Object(value) ? { ...value, token: hidden } : value, null, 2);
  } catch {
    return text;
  }
}
