import { createHash, randomUUID } from 'node:crypto';
import { SQLSTATE } from '../../src/postgres/sqlstate';
import { type Attack, endsWith, manners, openAttack, outcomeOf, plainly } from '../support/attack';
import { type ForgedChange, append, deleted, hashOf, inserted, updated } from '../support/forge';
import { instant, newSystem } from '../support/forged-incident';

let attack: Attack;

beforeAll(async () => {
  attack = await openAttack();
});
afterAll(() => attack.end());

const edge = (from: string, to: string, strength = 'HARD') =>
  inserted('dependency', {
    ...{ id: randomUUID(), systemId: from, dependsOnId: to },
    ...{ strength, kind: 'TECHNICAL', requiredState: 'ONLINE', reason: null },
  });
const ranked = (nodeId: string, rank: number) => updated('node_rank', { nodeId, rank });

/** A plan of the commander with these changes. */
const planning = (...rows: ForgedChange[]) => {
  const { app, incident } = attack;
  return append(app, incident.id, [{ type: 'PLAN_APPLIED', actor: incident.people.commander, rows }]);
};
const tries = (...rows: ForgedChange[]) => outcomeOf(attack, plainly, () => planning(...rows));

describe('the graph', () => {
  it.each(manners)('refuses a cycle of dependencies, at $isolation, trick: $trick', async (manner) => {
    const { dir, app: top } = attack.incident.systems;
    const refused = endsWith(SQLSTATE.rankNotHigher, manner);
    expect(await outcomeOf(attack, manner, () => planning(edge(dir, top)))).toBe(refused);
    expect(await outcomeOf(attack, manner, () => planning(ranked(dir, 1000)))).toBe(refused);
  });

  it('refuses a SOFT edge that becomes HARD and closes a cycle', async () => {
    const { dir, app: top } = attack.incident.systems;
    const soft = edge(dir, top, 'SOFT');
    expect(await tries(soft)).toBe('COMMITTED');
    expect(await tries(updated('dependency', { id: soft.row.id, strength: 'HARD' }))).toBe(SQLSTATE.rankNotHigher);
  });

  it.each(manners)('refuses a cycle through a milestone, at $isolation, trick: $trick', async (manner) => {
    const { systems, milestone } = attack.incident;
    const closes = inserted('system_after', { systemId: systems.net, milestoneId: milestone });
    expect(await outcomeOf(attack, manner, () => planning(closes))).toBe(endsWith(SQLSTATE.rankNotHigher, manner));
  });

  it('names both ends of the edge that it refuses', async () => {
    const { app, incident } = attack;
    await app.query('BEGIN');
    await expect(planning(edge(incident.systems.net, incident.systems.db))).rejects.toThrow('net may not wait for db');
    await app.query('ROLLBACK');
  });

  it('refuses a node whose rank goes away or is made anew', async () => {
    const { dir } = attack.incident.systems;
    expect(await tries(deleted('node_rank', { nodeId: dir }))).toBe(SQLSTATE.foreignKeyViolation);
    const anew = inserted('node_rank', { nodeId: dir, rank: 1000 });
    expect(await tries(deleted('node_rank', { nodeId: dir }), anew)).toBe(SQLSTATE.rankNotHigher);
  });

  it('takes a changed order when the ranks come with it', async () => {
    const { milestone, systems } = attack.incident;
    const { net, db, app: top } = systems;
    const rows = [ranked(top, 3002), ranked(milestone, 3001), ranked(net, 2000), edge(net, db)];
    expect(await tries(...rows)).toBe('COMMITTED');
  });

  it('judges many ranks at once as it judges few', async () => {
    const { app, incident } = attack;
    const count = 5200; // from 5,000 on the guards join whole tables
    const at = await instant(app);
    const idOf = (n: number) => {
      const hex = createHash('md5').update(`rank${n}`).digest('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    };
    const all = Array.from({ length: count }, (_, n) => n);
    const rows = [
      ...all.map((n) => inserted('node_rank', { nodeId: idOf(n), rank: n })),
      ...all.map((n) => newSystem(idOf(n), `many${n}`, at)),
      ...all.slice(1).map((n) => edge(idOf(n), idOf(n - 1))),
    ];
    /** Rows above 64 KiB lie beside their event. */
    const beside = async (changes: ForgedChange[]) => {
      const text = JSON.stringify(changes);
      const data = { counts: {}, rowsSha256: hashOf('', text) };
      const { commander: actor } = incident.people;
      const [position] = await append(app, incident.id, [{ type: 'PLAN_APPLIED', actor, data }]);
      await app.query('INSERT INTO blackstart.event_rows VALUES ($1, $2, 0, $3)', [incident.id, position, text]);
    };
    expect(await outcomeOf(attack, plainly, () => beside(rows))).toBe('COMMITTED');
    const lowered = (node: number) => all.map((n) => ranked(idOf(n), n === node ? 0 : n + 1));
    expect(await outcomeOf(attack, plainly, () => beside(lowered(0)))).toBe('COMMITTED');
    expect(await outcomeOf(attack, plainly, () => beside(lowered(700)))).toBe(SQLSTATE.rankNotHigher);
  });
});
