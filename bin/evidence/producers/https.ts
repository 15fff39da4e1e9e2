import { connect, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import { isIP } from 'node:net';
import { httpPaths } from '../../../contract';
import { requiredOutput } from '../../stack/read-stack';
import { ApiClient } from '../api-client';
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
    const { chain, problem, protocol } = await readCertificate(hostname, scene);
    const [leaf] = chain;
    const now = scene.startedAt.getTime();
    const names = leaf?.names ?? [];
    return {
      checks: [
        check(
          'HTTP redirects to HTTPS',
          redirect.status === 301 && redirect.headers['location'] === `${origin}/`,
          `${redirect.status} ${redirect.headers['location'] ?? ''}`,
        ),
        check(
          'clients trust the certificate',
          problem === undefined,
          problem ?? 'it leads to a root that this machine trusts',
        ),
        check('it names the host', names.includes(hostname), names.join(', ') || 'no name'),
        check(
          'it is valid today',
          leaf !== undefined && leaf.from.getTime() <= now && now < leaf.to.getTime(),
          leaf === undefined
            ? 'no certificate'
            : `until ${dateOf(leaf.to)}, ${Math.floor((leaf.to.getTime() - now) / dayMs)} days`,
        ),
        check(
          'browsers come back over HTTPS alone',
          /max-age=\d{7,}/.test(secure.headers['strict-transport-security'] ?? ''),
          secure.headers['strict-transport-security'] ?? 'no Strict-Transport-Security',
        ),
        check('the connection is TLS 1.2 or 1.3', /^TLSv1\.[23]$/.test(protocol), protocol),
      ],
      parts: [
        { kind: 'exchange', title: 'Over HTTP', exchange: redirect.exchange },
        { kind: 'exchange', title: 'Over HTTPS', exchange: secure.exchange },
        {
          kind: 'table',
          title: 'Chain of the certificate, as the server and this machine have it',
          head: ['certificate of', 'signed by', 'names', 'from', 'until'],
          rows: chain.map(({ subject, issuer, names: of, from, to }) => [
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

async function askHttp(hostname: string, scene: Scene) {
  const { stack } = await scene.remote();
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

async function readCertificate(hostname: string, scene: Scene) {
  const { stack } = await scene.remote();
  const host = requiredOutput(stack, 'serverAddress');
  const servername = isIP(hostname) === 0 ? hostname : '';
  return new Promise<{ chain: readonly ShownCertificate[]; problem: string | undefined; protocol: string }>(
    (resolve, reject) => {
      const socket: TLSSocket = connect({
        host,
        port: 443,
        servername,
        rejectUnauthorized: false,
        timeout: limitMs,
      });
      const give = (error: Error) => {
        socket.destroy();
        reject(error);
      };
      socket.once('timeout', () =>
        give(new Error(`${hostname}:443 did not answer within ${limitMs / 1000} s`)),
      );
      socket.once('error', give);
      socket.once('secureConnect', () => {
        const problem = socket.authorized ? undefined : String(socket.authorizationError);
        resolve({
          chain: chainOf(socket.getPeerCertificate(true)),
          problem,
          protocol: socket.getProtocol() ?? 'unknown',
        });
        socket.end();
      });
    },
  );
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
