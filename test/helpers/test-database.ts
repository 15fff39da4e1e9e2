import { randomBytes } from 'node:crypto';

import { type Connection, createConnection } from 'mariadb';

import type { DatabaseSettings, Environment } from '../../app/config';
import { connectionOptions } from '../../app/platform/database/connection-options';
import { testUser } from './mysql-server';

/** A database of a test's own, empty at first, on the server of the run. */
export class TestDatabase {
  private constructor(
    readonly settings: DatabaseSettings,
    /** An administrator's connection, on this database. */
    readonly connection: Connection,
  ) {}

  static async create(name = `test_${randomBytes(6).toString('hex')}`): Promise<TestDatabase> {
    const settings = {
      host: '127.0.0.1',
      port: Number(process.env.WAFFLE_TEST_MYSQL_PORT),
      name,
      ...testUser,
      socket: undefined,
      ca: undefined,
    };
    const connection = await createConnection({
      ...connectionOptions({ ...settings, name: '' }),
      multipleStatements: true,
    });
    await connection.query(`CREATE DATABASE ${settings.name}`);
    await connection.query(`USE ${settings.name}`);
    return new TestDatabase(settings, connection);
  }

  /** The variables that lead a program to this database. */
  get environment(): Environment {
    const { host, port, name, user, password } = this.settings;
    return {
      DATABASE_HOST: host,
      DATABASE_PORT: String(port),
      DATABASE_NAME: name,
      DATABASE_USER: user,
      DATABASE_PASSWORD: password,
    };
  }

  async drop(): Promise<void> {
    await this.connection.query(`DROP DATABASE ${this.settings.name}`);
    await this.connection.end();
  }
}
