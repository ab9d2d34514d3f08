import { DataSource, type DataSourceOptions } from 'typeorm';
import owner from '../../ormconfig';

/** Runs the migrations that are not yet applied, each in its own transaction. The caller holds the lock. */
export async function migrate(ownerUrl: string): Promise<void> {
  const source = new DataSource({ ...owner.options, url: ownerUrl } as DataSourceOptions);
  await source.initialize();
  try {
    await source.runMigrations({ transaction: 'each' });
  } finally {
    await source.destroy();
  }
}
