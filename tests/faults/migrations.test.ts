import { Client } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { recoveryTables } from '../../migrations/recovery-tables';
import ormconfig from '../../ormconfig';
import { tableKeys } from '../../src/domain/tables';
import { describeGuards, expectedGuards } from '../../src/postgres/guards';
import { migrate } from '../../src/postgres/migrate';
import { type TestDatabase, createDatabase } from '../support/database';

describe('the migrations', () => {
  let database: TestDatabase;
  let source: DataSource;
  let owner: Client;

  beforeAll(async () => {
    database = await createDatabase();
    source = new DataSource({ ...ormconfig.options, url: database.ownerUrl } as DataSourceOptions);
    owner = new Client({ connectionString: database.ownerUrl });
    await Promise.all([source.initialize(), owner.connect()]);
  });
  afterAll(async () => {
    await Promise.all([source.destroy(), owner.end()]);
    await database.drop();
  });

  const tables = async () => {
    const { rows } = await owner.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'blackstart'::regnamespace AND relkind IN ('r', 'v')`,
    );
    return rows.map(({ name }) => name).sort();
  };

  it('make the guards that the manifest names', async () => {
    expect(await describeGuards(owner)).toEqual(expectedGuards());
  });

  it('take everything away again, and make the same once more', async () => {
    const before = { tables: await tables(), guards: await describeGuards(owner) };
    for (const _ of source.migrations) await source.undoLastMigration({ transaction: 'each' });
    expect(await tables()).toEqual(['migration']);
    expect(await describeGuards(owner)).toEqual({ functions: {}, triggers: {}, constraints: {} });
    await source.runMigrations({ transaction: 'each' });
    expect({ tables: await tables(), guards: await describeGuards(owner) }).toEqual(before);
  });

  it('refuse a database that other migrations made, and say what to do', async () => {
    const name = 'LogTables1795400000001';
    await owner.query('INSERT INTO blackstart.migration ("timestamp", name) VALUES (1795400000001, $1)', [name]);
    await expect(migrate(database.ownerUrl)).rejects.toThrow(
      /^Another version of Blackstart made this database \(migration LogTables1795400000001\).* empty database or data folder/,
    );
    await owner.query('DELETE FROM blackstart.migration WHERE name = $1', [name]);
    await migrate(database.ownerUrl);
  });

  it('list the recovery tables that the domain knows', () => {
    expect([...recoveryTables].sort()).toEqual(Object.keys(tableKeys).sort());
  });

  it('make the tables that the records describe, column by column', async () => {
    const { rows } = await owner.query<{ table: string; column: string; type: string; nullable: boolean }>(
      `SELECT c.relname AS "table", a.attname AS "column", format_type(a.atttypid, a.atttypmod) AS type,
          NOT a.attnotnull AS nullable
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = 'blackstart'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
          AND c.relname NOT IN ('migration', 'clock')`,
    );
    const named = (parts: { table: string; column: string; type: string; nullable: boolean }) =>
      `${parts.table}.${parts.column} ${parts.type}${parts.nullable ? '' : ' NOT NULL'}`;
    const described = source.entityMetadatas.flatMap(({ tableName, columns }) =>
      columns.map((column) => {
        const known = spoken[String(column.type)] ?? String(column.type);
        const type = `${column.propertyName === 'txid' ? 'xid8' : known}${column.isArray ? '[]' : ''}`;
        return named({ table: tableName, column: column.databaseName, type, nullable: column.isNullable });
      }),
    );
    expect(described.sort()).toEqual(rows.map(named).sort());
  });

  const spoken: Record<string, string> = { timestamptz: 'timestamp(3) with time zone', int: 'integer' };
});
