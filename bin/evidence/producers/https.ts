import { connect, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import { isIP } from 'node:net';
import { httpPaths } from '../../../contract';
import { requiredOutput } from '../../stack/read-stack';
import { type Answer, ApiClient } from '../api-client';
import type { Check } from '../evidence';
import { check, type Producer } from '../producer';
import type { Scene } from '../scene';

const limitMs = 15_000;
const dayMs = 86_400_000;

export const https: Producer = {
  name: 'https',
  title: 'HTTP leads to HTTPS, whose certificate is trusted',
  claim: 'HTTP redirects to HTTPS; the certificate leads to a trusted root, names the domain and is valid.',
  commands: ['curl -I http://…/', 'openssl s_client -connect …:443 -showcerts', 'waffle status'],
  deterministic: false,
  needs: 'server',
  async produce(scene) {
    const { origin } = await scene.client();
    const { hostname } = new URL(origin);
    const redirect = await askHttp(hostname, scene);
    const secure = await (await scene.client()).send(httpPaths.version);
    const { stack } = await scene.deployed();
    const host = requiredOutput(stack, 'serverAddress');
    const connection = await readConnection({ host, hostname, signal: scene.signal });
    return {
      checks: [
        judgeRedirect(redirect, origin),
        ...judgeConnection(connection, { hostname, now: scene.startedAt }),
        judgeReturn(secure),
      ],
      parts: [
        { kind: 'exchange', title: 'Over HTTP', exchange: redirect.exchange },
        { kind: 'exchange', title: 'Over HTTPS', exchange: secure.exchange },
        {
          kind: 'table',
          title: 'Chain of the certificate, as the server and this machine have it',
          head: ['certificate of', 'signed by', 'names', 'from', 'until'],
          rows: connection.chain.map(({ subject, issuer, names: of, from, to }) => [
            subject,
            issuer,
            of.join(', '),
            dateOf(from),
            dateOf(to),
          ]),
        },
      ],
    };
  },
};

export const judgeRedirect = (
  { status, headers }: Pick<Answer, 'status' | 'headers'>,
  origin: string,
): Check =>
  check(
    'HTTP redirects to HTTPS',
    status === 301 && headers['location'] === `${origin}/`,
    `${status} ${headers['location'] ?? ''}`.trim(),
  );

export function judgeConnection(
  { chain: [leaf], problem, protocol }: Connection,
  { hostname, now }: { readonly hostname: string; readonly now: Date },
): readonly Check[] {
  const names = leaf?.names ?? [];
  return [
    check(
      'clients trust the certificate',
      problem === undefined,
      problem ?? 'it leads to a root that this machine trusts',
    ),
    check('it names the host', names.includes(hostname), names.join(', ') || 'no name'),
    check(
      'it is valid today',
      leaf !== undefined && leaf.from <= now && now < leaf.to,
      leaf === undefined ? 'no certificate' : validity(leaf, now),
    ),
    check('the connection is TLS 1.2 or 1.3', /^TLSv1\.[23]$/.test(protocol), protocol),
  ];
}

function validity({ from, to }: ShownCertificate, now: Date): string {
  if (now < from) return `from ${dateOf(from)}`;
  return `until ${dateOf(to)}, ${Math.floor((to.getTime() - now.getTime()) / dayMs)} days`;
}

export const judgeReturn = ({ headers }: Pick<Answer, 'headers'>): Check =>
  check(
    'browsers come back over HTTPS alone',
    /max-age=\d{7,}/.test(headers['strict-transport-security'] ?? ''),
    headers['strict-transport-security'] ?? 'no Strict-Transport-Security',
  );

async function askHttp(hostname: string, scene: Scene) {
  const { stack } = await scene.deployed();
  const client = new ApiClient(`http://${hostname}`, requiredOutput(stack, 'serverAddress'), scene.signal);
  return client.send(httpPaths.version);
}

interface ShownCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly names: readonly string[];
  readonly from: Date;
  readonly to: Date;
}

/** What a client sees of TLS. */
interface Connection {
  readonly chain: readonly ShownCertificate[];
  /** Why a client would not trust it. */
  readonly problem: string | undefined;
  readonly protocol: string;
}

interface Place {
  /** The address that is asked. */
  readonly host: string;
  /** Whom the certificate has to name. */
  readonly hostname: string;
  readonly port?: number;
  readonly signal: AbortSignal;
}

export function readConnection({ host, hostname, port = 443, signal }: Place): Promise<Connection> {
  const servername = isIP(hostname) === 0 ? hostname : '';
  return new Promise((resolve, reject) => {
    const socket: TLSSocket = connect({
      host,
      port,
      servername,
      rejectUnauthorized: false,
      timeout: limitMs,
    });
    const give = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    signal.addEventListener('abort', () => give(signal.reason as Error), { once: true });
    socket.once('timeout', () =>
      give(new Error(`${hostname}:${port} did not answer within ${limitMs / 1000} s`)),
    );
    socket.once('error', give);
    socket.once('secureConnect', () => {
      resolve({
        chain: chainOf(socket.getPeerCertificate(true)),
        problem: socket.authorized ? undefined : String(socket.authorizationError),
        protocol: socket.getProtocol() ?? 'unknown',
      });
      socket.end();
    });
  });
}

/** From the server's own to the root, which is its own issuer. */
function chainOf(leaf: DetailedPeerCertificate): readonly ShownCertificate[] {
  const chain: DetailedPeerCertificate[] = [];
  let each: DetailedPeerCertificate | undefined = leaf;
  while (each !== undefined && !chain.includes(each)) {
    chain.push(each);
    each = each.issuerCertificate;
  }
  return chain.map(({ subject, issuer, subjectaltname = '', valid_from, valid_to }) => ({
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    names: [...subjectaltname.matchAll(/(?:DNS|IP Address):([^,\s]+)/g)].map(([, name = '']) => name),
    from: new Date(valid_from),
    to: new Date(valid_to),
  }));
}

const nameOf = ({ O, CN }: DetailedPeerCertificate['subject']) =>
  [O, CN].flat().filter(Boolean).join(', ') || '(no name)';

const dateOf = (date: Date) => `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
