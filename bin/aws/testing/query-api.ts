import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a request asks for: `Action` and its arguments, as the query protocol carries them in a form. */
export type QueryRequest = Readonly<Record<string, string>>;

export interface QueryError {
  readonly code: string;
  readonly message: string;
  readonly status: number;
}

export type QueryAnswer = { readonly result: object } | { readonly error: QueryError };

/**
 * A service of AWS that speaks the query protocol: forms in, XML out (AWS query protocol of Smithy 2.0, and CloudFormation's API model 2010-05-15).
 * It keeps what it was asked.
 */
export class QueryApi {
  readonly requests: QueryRequest[] = [];
  private constructor(private readonly server: Server) {}

  static async start(answer: (request: QueryRequest) => QueryAnswer): Promise<QueryApi> {
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        const form: QueryRequest = Object.fromEntries(new URLSearchParams(body));
        api.requests.push(form);
        const given = answer(form);
        response.writeHead('error' in given ? given.error.status : 200, { 'content-type': 'text/xml' });
        response.end(
          'error' in given ? errorXml(given.error) : resultXml(form['Action'] ?? '', given.result),
        );
      });
    });
    const api = new QueryApi(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const namespace = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';
const requestId = '<RequestId>the-request</RequestId>';

const resultXml = (action: string, result: object) =>
  `<${action}Response xmlns="${namespace}"><${action}Result>${toXml(result)}</${action}Result>` +
  `<ResponseMetadata>${requestId}</ResponseMetadata></${action}Response>`;

const errorXml = ({ code, message }: QueryError) =>
  `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type>${toXml({ Code: code, Message: message })}</Error>` +
  `${requestId}</ErrorResponse>`;

const toXml = (value: unknown): string => {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map((item) => `<member>${toXml(item)}</member>`).join('');
  if (typeof value !== 'object' || value === null) return escaped(String(value));
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `<${name}>${toXml(member)}</${name}>`)
    .join('');
};

const escaped = (value: string) => value.replace(/[&<>]/g, (letter) => `&#${letter.charCodeAt(0)};`);
