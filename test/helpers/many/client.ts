import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Sent {
  readonly token?: string;
  readonly json?: unknown;
  /** Where the client is, for the balancer. */
  readonly from?: string;
}

export interface Answer {
  /** 0 where there was none. */
  readonly status: number;
  // The tests state what is in it.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
  readonly headers: NodeJS.Dict<string | string[]>;
}

/** Asks one socket, over connections that are kept. */
export class Client {
  readonly #agent = new Agent({ keepAlive: true });

  constructor(private readonly socketPath: string) {}

  /** `path` is below `/api/v1/` unless it begins with a slash. Never rejects. */
  send(method: string, target: string, { token, json, from = '192.0.2.1' }: Sent = {}): Promise<Answer> {
    const path = target.startsWith('/') ? target : `/api/v1/${target}`;
    const body = json === undefined ? undefined : JSON.stringify(json);
    const headers = {
      'X-Client': from,
      ...(token !== undefined && { Authorization: `Token ${token}` }),
      ...(body !== undefined && {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
      }),
    };
    return new Promise((resolve) => {
      const fail = (error: Error) => resolve({ status: 0, body: error.message, headers: {} });
      request({ socketPath: this.socketPath, path, method, headers, agent: this.#agent }, (response) => {
        const { statusCode: status = 0, headers: received } = response;
        text(response).then((answer) => resolve({ status, body: parse(answer), headers: received }), fail);
      })
        .on('error', fail)
        .end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

function parse(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return answer;
  }
}
