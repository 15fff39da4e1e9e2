import { request } from 'node:https';
import { isIPv4 } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { httpPaths } from '../../contract';

const limitMs = 10_000;

/** What a client out there gets from the API. */
export type EndpointAnswer =
  | {
      readonly reached: true;
      readonly host: string;
      /** The address that was asked where the name does not lead there (yet). */
      readonly address: string | undefined;
      readonly status: number;
      /** Id of the release that answered; absent where something else did. */
      readonly release: string | undefined;
      readonly milliseconds: number;
      readonly certificate: EndpointCertificate;
    }
  | { readonly reached: false; readonly host: string; readonly why: string };

export interface EndpointCertificate {
  /** A client that trusts public authorities accepts it for this name. */
  readonly trusted: boolean;
  /** Why not, as OpenSSL names it: `DEPTH_ZERO_SELF_SIGNED_CERT`. */
  readonly problem: string | undefined;
  readonly issuer: string;
  readonly expiresAt: string;
}

interface CheckOptions {
  /** Asks this address in place of the one that the name leads to. */
  readonly address?: string;
  readonly signal: AbortSignal;
}

/** `GET /` over HTTPS. A certificate that is not trusted is told, not refused. Rejects for `signal` alone. */
export async function checkEndpoint(
  host: string,
  { address, signal }: CheckOptions,
): Promise<EndpointAnswer> {
  signal.throwIfAborted();
  const limit = AbortSignal.timeout(limitMs);
  try {
    return await get(host, address, AbortSignal.any([signal, limit]));
  } catch (error) {
    signal.throwIfAborted();
    const why = limit.aborted ? `no answer within ${limitMs / 1000} s` : messageOf(error);
    return { reached: false, host, why };
  }
}

const get = (host: string, address: string | undefined, signal: AbortSignal): Promise<EndpointAnswer> =>
  new Promise((resolve, reject) => {
    const startMs = performance.now();
    const sent = request(
      {
        host: address ?? host,
        path: httpPaths.version,
        headers: { host },
        // An address is no name that TLS could ask for.
        ...(isIPv4(host) ? {} : { servername: host }),
        rejectUnauthorized: false,
        agent: false,
        signal,
      },
      (response) => {
        const certificate = describeCertificate(response.socket as TLSSocket);
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => (body += text));
        response.on('error', reject);
        response.on('end', () => {
          const milliseconds = Math.round(performance.now() - startMs);
          const { statusCode: status = 0 } = response;
          const release = releaseOf(body);
          resolve({ reached: true, host, address, status, release, milliseconds, certificate });
        });
      },
    );
    sent.on('error', reject).end();
  });

function describeCertificate(socket: TLSSocket): EndpointCertificate {
  const { issuer, valid_to } = socket.getPeerCertificate();
  const problem = socket.authorizationError as string | Error | null;
  return {
    trusted: socket.authorized,
    problem: problem instanceof Error ? problem.message : (problem ?? undefined),
    issuer: [issuer.O, issuer.CN].flat().filter(Boolean).join(', '),
    expiresAt: new Date(valid_to).toISOString(),
  };
}

/** `waffle-backend 20261121T101500Z-1a2b3c4d` */
const releaseOf = (body: string): string | undefined => /^waffle-backend (\S+)/.exec(body)?.[1];

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
