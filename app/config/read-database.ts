import { environmentVariables as names } from '../../contract';
import { quote, type Reader } from './reader';
import { readSecret } from './read-secrets';
import { isSocketPath, socketPaths } from './socket-path';

export interface DatabaseSettings {
  readonly host: string;
  readonly port: number;
  /** Given, the connection goes through this unix socket, and host and port say nothing. */
  readonly socket: string | undefined;
  readonly name: string;
  readonly user: string;
  readonly password: string;
  /** Trust anchors, PEM; given, the connection is TLS and the server is verified. */
  readonly ca: string | undefined;
}

export function readDatabase(reader: Reader): DatabaseSettings {
  const caFile = reader.optional(names.databaseCaFile);
  if (caFile === undefined && reader.production) {
    reader.problem(
      undefined,
      names.databaseCaFile,
      'nothing',
      'a PEM file with the trust anchors of the database',
      'Production talks to the database over verified TLS only: give the file.',
    );
  }
  const socket = readDatabaseSocket(reader, caFile);
  return {
    host: socket === undefined ? reader.required(names.databaseHost, 'a host name or address') : 'localhost',
    port: reader.integer(names.databasePort, 3306, 1, 65_535),
    socket,
    name: reader.required(names.databaseName, 'the name of a database'),
    user: reader.required(names.databaseUser, 'the name of a database user'),
    password: readPassword(reader, socket !== undefined),
    ca: caFile === undefined ? undefined : readCertificates(reader, caFile),
  };
}

/** What goes through it is neither encrypted nor verified, which is fine where nothing leaves the machine. */
function readDatabaseSocket(reader: Reader, caFile: string | undefined): string | undefined {
  const socket = reader.optional(names.databaseSocket);
  const refuse = (allowed: string, change: string) =>
    reader.problem(socket, names.databaseSocket, quote(socket ?? ''), allowed, change);
  if (socket === undefined) return undefined;
  if (reader.production)
    return refuse('nothing in production', `Unset it and name the database in ${names.databaseHost}.`);
  if (caFile !== undefined)
    return refuse(`nothing beside ${names.databaseCaFile}: TLS needs a network`, 'Unset one of the two.');
  return isSocketPath(socket) ? socket : refuse(socketPaths, 'Give a path such as /run/mysqld/mysqld.sock.');
}

/** Behind a socket there may be none: who may open it decides. */
function readPassword(reader: Reader, isOptional: boolean): string {
  const password = readSecret(reader, names.databasePasswordFile, names.databasePassword);
  if (password !== undefined || isOptional) return password ?? '';
  return reader.required(names.databasePasswordFile, 'the path of a file with the password');
}

function readCertificates(reader: Reader, file: string): string {
  const pem = reader.file(names.databaseCaFile, file);
  if (pem === '' || pem.includes('-----BEGIN CERTIFICATE-----')) return pem;
  return reader.problem(
    pem,
    names.databaseCaFile,
    `${quote(file)}, which holds no certificate`,
    'a PEM file with BEGIN CERTIFICATE blocks',
    "Download the database's trust anchors again.",
  );
}
