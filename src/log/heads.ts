import type { Pool } from 'pg';
import type { CatalogueEntry } from '../board/catalogue';
import type { DatabaseClock } from './clock';

export type Head = CatalogueEntry & { position: number; logHead: string; now: string };

/** The heads of all logs, and the time, which the clock takes over. */
export async function readHeads(pool: Pool, clock: DatabaseClock): Promise<Head[]> {
  const { rows } = await pool.query<Head>({
    name: 'heads',
    text: `SELECT h.incident_id AS id, h.position, h.log_head AS "logHead", i.key, i.status,
                  i.declared_at AS "declaredAt"
             FROM blackstart.incident_head h JOIN blackstart.incident i USING (incident_id)
            ORDER BY i.declared_at DESC, i.key`,
  });
  const asked = Date.now();
  const time = await pool.query<{ now: string }>('SELECT blackstart.now() AS now');
  clock.set(time.rows[0]!.now, asked);
  return rows;
}
