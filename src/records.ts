import { DataSource, type DataSourceOptions } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import owner from '../ormconfig';
import type { TableShapes } from './board/load';
import type { Config } from './config';
import { type RecoveryTable, tableKeys } from './domain/tables';
import { Connection } from './postgres/connection';
import { jsonTypes } from './postgres/pool';
import { sessionOptions } from './postgres/settings';

const connections = 4;

/** The application's DataSource: the owner's records with the application's login, limits on every wait, no migrations. */
export async function openRecords(url: string, config: Config): Promise<DataSource> {
  const { connectMilliseconds, queryMilliseconds } = config.pool;
  const options = {
    ...owner.options,
    url,
    migrations: [],
    applicationName: 'blackstart-records',
    poolSize: connections,
    poolErrorHandler: () => undefined, // the pool drops the connection by itself
    extra: {
      Client: Connection,
      types: jsonTypes,
      connectionTimeoutMillis: connectMilliseconds,
      query_timeout: queryMilliseconds,
      statement_timeout: queryMilliseconds,
      idle_in_transaction_session_timeout: queryMilliseconds,
      keepAlive: true,
      options: sessionOptions({}),
    },
  } as DataSourceOptions;
  return new DataSource(options).initialize();
}

/** The columns of the recovery tables as the records describe them; `incidentId` is no part of a row. */
export function shapesOf(records: DataSource): TableShapes {
  const shapes = (Object.keys(tableKeys) as RecoveryTable[]).map((table) => {
    const metadata = records.entityMetadatas.find(({ tableName }) => tableName === table);
    if (!metadata) throw new Error(`there is no record of ${table}`);
    return [table, metadata.columns.filter(({ propertyName }) => propertyName !== 'incidentId').map(shapeOf)];
  });
  return Object.fromEntries(shapes) as TableShapes;
}

function shapeOf(column: ColumnMetadata): TableShapes[RecoveryTable][number] {
  const { propertyName: property, databaseName, type, isArray } = column;
  if (typeof type !== 'string') throw new Error(`the record's column ${databaseName} does not say its type`);
  return { property, column: databaseName, type: isArray ? `${type}[]` : type };
}
