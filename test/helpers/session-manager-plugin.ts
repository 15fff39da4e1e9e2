import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of rehearsal/account/aws-stand-in.ts, for the plugin alone; nobody else may see it. */
export const sessionToken = 'the token of a session';

/**
 * In place of Amazon's plugin, of which there is no package here: takes the same words and the token from the same variable, and
 * forwards from localhost:localPortNumber to host:portNumber. Names that only the instance knows are given to it.
 */
export function writePlugin(folder: string, hosts: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'session-manager-plugin');
  writeFileSync(file, `#!${process.execPath}\n${plugin.replace('HOSTS', JSON.stringify(hosts))}`);
  chmodSync(file, 0o755);
}

const plugin = `
const net = require('node:net');
const [variable, region, operation, profile, request, endpoint] = process.argv.slice(2);
if (variable === '--version') return console.log('1.2.707.0');
const { TokenValue } = JSON.parse(process.env[variable]);
if (TokenValue !== '${sessionToken}' || operation !== 'StartSession') process.exit(255);
const { DocumentName, Parameters } = JSON.parse(request);
if (DocumentName !== 'AWS-StartPortForwardingSessionToRemoteHost') process.exit(254);
const host = HOSTS[Parameters.host[0]] ?? Parameters.host[0];
const forward = (near) => {
  const far = net.connect(Number(Parameters.portNumber[0]), host);
  near.on('error', () => far.destroy()).pipe(far).on('error', () => near.destroy()).pipe(near);
};
net.createServer(forward).listen(Number(Parameters.localPortNumber[0]), 'localhost', () => console.log('Waiting for connections...'));
`;
