import { request } from 'node:https';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { httpPaths } from '../../contract';

const limitMs = 10_000;

/** What a client out there gets from the API. */
export type EndpointAnswer =
  | {
      readonly reached: true;
      readonly status: number;
      /** Id of the release that answered; absent where something else did. */
      readonly release: string | undefined;
      readonly milliseconds: number;
      readonly certificate: EndpointCertificate;
    }
  | { readonly reached: false; readonly why: string };

export interface EndpointCertificate {
  /** A client that trusts public authorities accepts it for this name. */
  readonly trusted: boolean;
  /** Why not, as OpenSSL names it: `DEPTH_ZERO_SELF_SIGNED_CERT`. */
  readonly problem: string | undefined;
  readonly issuer: string;
  readonly expiresAt: string;
}

/** `GET /` over HTTPS. A certificate that is not trusted is told, not refused. Never rejects, but for `signal`. */
export async function checkEndpoint(host: string, signal: AbortSignal): Promise<EndpointAnswer> {
  signal.throwIfAborted();
  const limited = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  try {
    return await get(host, limited);
  } catch (error) {
    signal.throwIfAborted();
    return {
      reached: false,
      why: limited.aborted ? `no answer within ${limitMs / 1000} s` : messageOf(error),
    };
  }
}

const get = (host: string, signal: AbortSignal): Promise<EndpointAnswer> =>
  new Promise((resolve, reject) => {
    const startMs = performance.now();
    const options = {
      host,
      path: httpPaths.version,
      rejectUnauthorized: false,
      signal,
      agent: false,
    } as const;
    const sent = request(options, (response) => {
      const certificate = describeCertificate(response.socket as TLSSocket);
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('error', reject);
      response.on('end', () => {
        const milliseconds = Math.round(performance.now() - startMs);
        const status = response.statusCode ?? 0;
        resolve({ reached: true, status, release: releaseOf(body), milliseconds, certificate });
      });
    });
    sent.on('error', reject).end();
  });

function describeCertificate(socket: TLSSocket): EndpointCertificate {
  const { issuer, valid_to }: DetailedPeerCertificate = socket.getPeerCertificate(true);
  const problem = socket.authorizationError as string | Error | null;
  return {
    trusted: socket.authorized,
    problem: problem === null ? undefined : typeof problem === 'string' ? problem : problem.message,
    issuer: [issuer.O, issuer.CN].flat().filter(Boolean).join(', '),
    expiresAt: new Date(valid_to).toISOString(),
  };
}

/** `waffle-backend 20261121T101500Z-1a2b3c4d` */
const releaseOf = (body: string): string | undefined => /^waffle-backend (\S+)/.exec(body)?.[1];

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
