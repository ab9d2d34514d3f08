import { DataSource, type DataSourceOptions } from 'typeorm';
import owner from '../../ormconfig';

/** Runs the migrations that are not yet applied, each in its own transaction. The caller holds the lock. */
export async function migrate(ownerUrl: string): Promise<void> {
  const source = new DataSource({ ...owner.options, url: ownerUrl } as DataSourceOptions);
  await source.initialize();
  try {
    await refuseUnknownHistory(source);
    await source.runMigrations({ transaction: 'each' });
  } finally {
    await source.destroy();
  }
}

/** A database that other migrations made cannot be brought up to date by these. */
async function refuseUnknownHistory(source: DataSource): Promise<void> {
  const [found] = await source.query<{ there: boolean }[]>(
    `SELECT to_regclass('blackstart.migration') IS NOT NULL AS there`,
  );
  if (!found?.there) return;
  const applied = await source.query<{ name: string }[]>('SELECT name FROM blackstart.migration ORDER BY id');
  const known = source.migrations.map((migration) => migration.name ?? migration.constructor.name);
  const unknown = applied.find(({ name }) => !known.includes(name));
  if (!unknown) return;
  throw new Error(
    `Another version of Blackstart made this database (migration ${unknown.name}), and this version cannot read it: ` +
      'start with an empty database or data folder, or go back to the version that made it and export what you need',
  );
}
