import { request } from 'node:http';

/** One GET on a port of this machine with headers of any kind, `Host` included, which `fetch` keeps to itself. */
export function getThroughHost(port: number, path: string, headers: Record<string, string>) {
  return new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, headers, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.once('end', () => resolve({ status: answer.statusCode, text }));
    });
    outgoing.once('error', reject).end();
  });
}
