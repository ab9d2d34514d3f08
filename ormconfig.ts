import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { migrations } from './migrations/list';
import { migrationUrl } from './src/config';
import { SnakeCase } from './src/postgres/naming';
import { records } from './src/postgres/records';

/** The owner's connection, for migrations and the TypeORM command line. The server derives its own from it. */
export default new DataSource({
  type: 'postgres',
  url: migrationUrl(),
  applicationName: 'blackstart-owner',
  schema: 'blackstart',
  entities: records,
  migrations,
  migrationsTableName: 'migration',
  migrationsTransactionMode: 'each',
  namingStrategy: new SnakeCase(),
  uuidExtension: 'pgcrypto',
  installExtensions: false,
  synchronize: false,
});
