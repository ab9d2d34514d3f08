import { randomUUID } from 'node:crypto';
import { SQLSTATE } from '../../src/postgres/sqlstate';
import { type Attack, manners, openAttack, outcomeOf, plainly } from '../support/attack';
import { append, insertRows } from '../support/forge';

let attack: Attack;

beforeAll(async () => {
  attack = await openAttack();
});
afterAll(() => attack.end());

/** A transaction that takes the head properly and writes one event first. */
function under(write: (version: number) => Promise<unknown>): () => Promise<unknown> {
  return async () => {
    const { app, incident } = attack;
    const [version] = await append(app, incident.id, [{ type: 'PLAN_APPLIED', actor: incident.people.commander }]);
    return write(version as number);
  };
}

describe('the graph', () => {
  const edge = (from: string, to: string, version: number, strength = 'HARD') => ({
    ...{ incident_id: attack.incident.id, id: randomUUID(), system_id: from, depends_on_id: to, version },
    ...{ strength, kind: 'TECHNICAL', required_state: 'ONLINE' },
  });

  it.each(manners)('refuses a cycle of dependencies, at $isolation, trick: $trick', async (manner) => {
    const { app, incident } = attack;
    const { dir, app: top } = incident.systems;
    const closes = under((version) => insertRows(app, 'dependency', [edge(dir, top, version)]));
    expect(await outcomeOf(attack, manner, closes)).toBe(SQLSTATE.rankNotHigher);
    const raise = 'UPDATE blackstart.node_rank SET rank = 1000, version = $3 WHERE incident_id = $1 AND node_id = $2';
    const reranked = under((version) => app.query(raise, [incident.id, dir, version]));
    expect(await outcomeOf(attack, manner, reranked)).toBe(SQLSTATE.rankNotHigher);
  });

  it('refuses a SOFT edge that becomes HARD and closes a cycle', async () => {
    const { app, incident } = attack;
    const { dir, app: top } = incident.systems;
    const soft = under((version) => insertRows(app, 'dependency', [edge(dir, top, version, 'SOFT')]));
    expect(await outcomeOf(attack, plainly, soft)).toBe('COMMITTED');
    const harden = `UPDATE blackstart.dependency SET strength = 'HARD', version = $2 WHERE system_id = $1`;
    const hardened = under((version) => app.query(harden, [dir, version]));
    expect(await outcomeOf(attack, plainly, hardened)).toBe(SQLSTATE.rankNotHigher);
  });

  it.each(manners)('refuses a cycle through a milestone, at $isolation, trick: $trick', async (manner) => {
    const { app, incident } = attack;
    const { id: incident_id, systems, milestone } = incident;
    const closes = under((version) =>
      insertRows(app, 'system_after', [{ incident_id, system_id: systems.net, milestone_id: milestone, version }]),
    );
    expect(await outcomeOf(attack, manner, closes)).toBe(SQLSTATE.rankNotHigher);
  });

  it('names both ends of the edge that it refuses', async () => {
    const { app, incident } = attack;
    await app.query('BEGIN');
    const closes = under((version) =>
      insertRows(app, 'dependency', [edge(incident.systems.net, incident.systems.db, version)]),
    );
    await expect(closes()).rejects.toThrow('net may not wait for db');
    await app.query('ROLLBACK');
  });

  it('refuses a node whose rank goes away or is made anew', async () => {
    const { app, incident } = attack;
    const values = (version: number) => [incident.id, incident.systems.dir, version];
    const gone = under((version) =>
      app.query(
        'DELETE FROM blackstart.node_rank WHERE incident_id = $1 AND node_id = $2 AND $3::int > 0',
        values(version),
      ),
    );
    expect(await outcomeOf(attack, plainly, gone)).toBe(SQLSTATE.foreignKeyViolation);
    const anew = under((version) =>
      app.query(
        `WITH gone AS (DELETE FROM blackstart.node_rank WHERE incident_id = $1 AND node_id = $2 RETURNING *)
         INSERT INTO blackstart.node_rank SELECT incident_id, node_id, 1000, $3 FROM gone`,
        values(version),
      ),
    );
    expect(await outcomeOf(attack, plainly, anew)).toBe(SQLSTATE.rankNotHigher);
  });

  it('takes a changed order when the ranks come with it', async () => {
    const { app, incident } = attack;
    const { net, db } = incident.systems;
    const turned = under(async (version) => {
      await app.query(
        `UPDATE blackstart.node_rank SET rank = rank + CASE WHEN node_id = $2 THEN 2000 ELSE 3000 END, version = $3
          WHERE incident_id = $1 AND node_id NOT IN ($4, $5)`,
        [incident.id, net, version, incident.systems.dir, db],
      );
      await insertRows(app, 'dependency', [edge(net, db, version)]);
    });
    expect(await outcomeOf(attack, plainly, turned)).toBe('COMMITTED');
  });

  it('judges many ranks at once as it judges few', async () => {
    const { app, incident } = attack;
    const chain = under(async (version) => {
      await app.query(
        `INSERT INTO blackstart.node_rank SELECT $1, md5('rank' || n)::uuid, n, $2 FROM generate_series(1, 5200) n`,
        [incident.id, version],
      );
      await app.query(
        `INSERT INTO blackstart.system SELECT (jsonb_populate_record(s, jsonb_build_object('id', md5('rank' || n)::uuid,
             'key', 'many' || n, 'version', $2::int, 'state', 'OFFLINE', 'verified_at', NULL, 'verified_by', NULL, 'expires_at', NULL,
             'required_at_signing', '[]'::jsonb, 'restored_by', NULL, 'service_level', 'NONE'))).*
           FROM blackstart.system s, generate_series(1, 5200) n WHERE s.incident_id = $1 AND s.key = 'db'`,
        [incident.id, version],
      );
      await app.query(
        `INSERT INTO blackstart.dependency SELECT $1, gen_random_uuid(), md5('rank' || n)::uuid, md5('rank' || n - 1)::uuid,
             'HARD', 'TECHNICAL', 'ONLINE', NULL, $2 FROM generate_series(2, 5200) n`,
        [incident.id, version],
      );
    });
    expect(await outcomeOf(attack, plainly, chain)).toBe('COMMITTED');
    const lowered = (node: number) =>
      under((version) =>
        app.query(
          `UPDATE blackstart.node_rank SET rank = CASE WHEN node_id = md5('rank' || $3::int)::uuid THEN 0 ELSE rank + 1 END, version = $2
            WHERE incident_id = $1 AND node_id IN (SELECT md5('rank' || n)::uuid FROM generate_series(1, 5200) n)`,
          [incident.id, version, node],
        ),
      );
    expect(await outcomeOf(attack, plainly, lowered(1))).toBe('COMMITTED');
    expect(await outcomeOf(attack, plainly, lowered(700))).toBe(SQLSTATE.rankNotHigher);
  });
});
