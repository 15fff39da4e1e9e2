import path from 'node:path';
import { addresses, hostNames, ports } from '../addresses';
import type { CertificateAuthority } from '../certificate-authority';
import { installFile } from '../stage/install-file';
import type { Stage } from '../stage/stage';

export interface DatabaseAccount {
  readonly name: string;
  readonly user: string;
  readonly password: string;
}

/** A MySQL server with TLS required, in place of RDS. */
export interface Database {
  /** Rows of a statement as tab-separated lines, asked as its administrator. */
  query(statement: string): Promise<string[]>;
  /** Ends the server as a failure of its machine would; what was committed is on its disk. */
  kill(): Promise<void>;
  /** Starts it again on the same disk. */
  start(): Promise<void>;
}

const socket = '/tmp/mysqld.sock';

export async function startDatabase(
  stage: Stage,
  image: string,
  authority: CertificateAuthority,
  account: DatabaseAccount,
): Promise<Database> {
  const root = await stage.mountImage(image, 'database');
  const upper = stage.upperDirectory('database');
  const { keyFile, certificateFile } = await authority.issue(hostNames.database);
  await installFile(path.join(upper, 'etc/rds/ca.pem'), { copyOf: authority.certificateFile });
  await installFile(path.join(upper, 'etc/rds/certificate.pem'), { copyOf: certificateFile });
  await installFile(path.join(upper, 'etc/rds/key.pem'), { copyOf: keyFile });
  await installFile(path.join(upper, 'etc/rds/init.sql'), initialStatements(account), 0o644);

  const query = async (statement: string) => {
    const { stdout } = await stage.run(
      [
        'chroot',
        root,
        'mysql',
        '--user=root',
        `--socket=${socket}`,
        '--batch',
        '--skip-column-names',
        `--database=${account.name}`,
      ],
      { input: statement },
    );
    return stdout.split('\n').filter(Boolean);
  };
  const startServer = () =>
    stage.startService('mysql', ['chroot', root, 'mysqld', ...serverOptions], {
      ready: () => query('SELECT 1'),
    });
  let server = await startServer();
  return {
    query,
    kill: async () => void (await server.stop(0)),
    start: async () => void (server = await startServer()),
  };
}

// A db.t3.micro has 1 GiB; here the server shares the machine, so its caches are small.
const serverOptions = [
  '--user=mysql',
  '--datadir=/var/lib/mysql',
  `--socket=${socket}`,
  `--bind-address=${addresses.standIns}`,
  `--port=${ports.database}`,
  '--mysqlx=OFF',
  '--secure-file-priv=NULL',
  '--skip-log-bin',
  '--require-secure-transport=ON',
  '--ssl-ca=/etc/rds/ca.pem',
  '--ssl-cert=/etc/rds/certificate.pem',
  '--ssl-key=/etc/rds/key.pem',
  '--character-set-server=utf8mb4',
  '--innodb-buffer-pool-size=64M',
  '--init-file=/etc/rds/init.sql',
];

/** The master user, as RDS makes it. */
const initialStatements = ({
  name,
  user,
  password,
}: DatabaseAccount) => `CREATE DATABASE IF NOT EXISTS \`${name}\`;
CREATE USER IF NOT EXISTS '${user}'@'%' IDENTIFIED WITH caching_sha2_password BY '${password}';
GRANT ALL ON \`${name}\`.* TO '${user}'@'%';
`;
