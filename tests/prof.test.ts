import { Desks } from './support/albion.desk';
import { towerOf } from './support/albion.tower';
import { Client } from 'pg';
const tower = towerOf(20, 25);
test('prof', async () => {
  const desks = new Desks();
  await desks.open();
  const db = (desks as any).database;
  const c = new Client(db.ownerUrl); await c.connect();
  await c.query(`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET track_functions = ''all''', current_database()); END $$`);
  await c.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`);
  await new Promise((r) => setTimeout(r, 1500));
  const incident = await desks.declare('tower', { systems: tower.systems });
  const works = desks.works(incident);
  const { cast } = desks;
  const keys = tower.systems.map(({ key }: any) => key);
  for (const n of [50, 100, 200]) {
  await c.query(`SELECT pg_stat_reset()`);
  const t0 = Date.now();
  const r = await works.done(cast.restores, 'markSystemsRestored', { systems: keys.splice(0, n) }).catch((e: any) => e);
  console.log('restored', n, Date.now() - t0, String(r).slice(0, 200));
  await new Promise((r) => setTimeout(r, 1200));
  const { rows } = await c.query(`SELECT funcname, calls, round(total_time::numeric,1) total, round(self_time::numeric,1) self FROM pg_stat_user_functions ORDER BY self_time DESC LIMIT 12`);
  console.table(rows);
  }
  await c.end();
  await desks.close();
}, 100000);
