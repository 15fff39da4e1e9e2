import { parameterName, parameters } from '../../contract';
import type { Target } from '../aws/target';
import { showArgv } from '../io/run';
import type { DatabaseTunnel } from './database-session';

/** What another client needs to sign in; never the password, only where it is. */
export const tunnelFacts = (
  { projectName, region, aws }: Target,
  { database, tunnel, caFile }: DatabaseTunnel,
) => ({
  host: '127.0.0.1',
  port: tunnel.localPort,
  database: database.name,
  user: database.user,
  caFile,
  passwordCommand: showArgv([
    ...['aws', 'ssm', 'get-parameter', '--with-decryption'],
    ...['--name', parameterName(projectName, parameters.databasePassword)],
    ...['--query', 'Parameter.Value', '--output', 'text', '--region', region],
    ...(aws.profile === undefined ? [] : ['--profile', aws.profile]),
  ]),
});

export function showTunnel({
  host,
  port,
  database,
  user,
  caFile,
  passwordCommand,
}: ReturnType<typeof tunnelFacts>) {
  const words = [`--host=${host}`, `--port=${port}`, `--user=${user}`, '--password', `--ssl-ca=${caFile}`];
  return [
    `The database ${database} is at ${host}:${port} until Ctrl-C.`,
    '',
    `MySQL:    ${showArgv(['mysql', ...words, '--ssl-mode=VERIFY_CA', database])}`,
    `MariaDB:  ${showArgv(['mariadb', ...words, database])}`,
    `Password: ${passwordCommand}`,
    '',
    'Both verify who signed the certificate; its name is the database’s, not that of this end of the tunnel.',
  ].join('\n');
}
