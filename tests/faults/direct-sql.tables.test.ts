import { randomUUID } from 'node:crypto';
import { linkTables, overrideTables, recoveryTables } from '../../migrations/recovery-tables';
import type { EventType } from '../../src/domain/words';
import { SQLSTATE } from '../../src/postgres/sqlstate';
import { type Attack, openAttack, outcomeOf, plainly } from '../support/attack';
import { append, insertRows } from '../support/forge';

type Row = Record<string, unknown>;
type Table = (typeof recoveryTables)[number];

const [waiting, awaited, override] = [randomUUID(), randomUUID(), randomUUID()];
const at = new Date();
const soon = new Date(at.getTime() + 60_000);
const named = () => ({ id: randomUUID(), key: randomUUID(), name: 'new' });
const fresh = { state: 'OFFLINE', state_since: at, service_level: 'NONE', required_at_signing: [], weakened_by: [] };
const plain = {
  expiry_logged: false,
  tier: 1,
  zone: 'L4',
  essential: true,
  safety: false,
  tags: [],
  links: [],
  iteration: 1,
};
const policy = { separation_of_duties: true, override_approvals: 2, override_minutes: 480, never_waive: [], rules: [] };
const edge = { strength: 'HARD', kind: 'DATA', required_state: 'ONLINE' };

/** What only a person may write: the event that it needs, and the column that names who. */
const deeds: Partial<Record<Table, { type: EventType; by: string; person: 'engineer' | 'commander' }>> = {
  override: { type: 'OVERRIDE_REQUESTED', by: 'requested_by', person: 'engineer' },
  override_approval: { type: 'OVERRIDE_APPROVED', by: 'principal_id', person: 'commander' },
};

/** One row of each table, made anew at each call. */
const rowOf: Record<Table, () => Row> = {
  incident: () => ({ ...named(), title: 'new', mode: 'LIVE', status: 'OPEN', declared_at: at, ...policy }),
  team: () => ({ ...named(), capacity: 1 }),
  plant: () => named(),
  line: () => ({ ...named(), plant_id: randomUUID(), running: false }),
  system: () => ({ ...named(), ...plain, ...fresh }),
  milestone: () => ({ ...named(), gate: true, lines_must_run: false, voided: false }),
  node_rank: () => ({ node_id: randomUUID(), rank: 7 }),
  dependency: () => ({ ...edge, id: randomUUID(), system_id: waiting, depends_on_id: awaited }),
  system_after: () => ({ system_id: waiting, milestone_id: awaited }),
  milestone_system: () => ({ milestone_id: waiting, system_id: awaited }),
  milestone_line: () => ({ milestone_id: waiting, line_id: awaited }),
  milestone_milestone: () => ({ milestone_id: waiting, needs_id: awaited }),
  line_system: () => ({ line_id: waiting, system_id: awaited }),
  line_feed: () => ({ line_id: waiting, fed_by_id: awaited }),
  containment_check: () => ({
    ...{ system_id: waiting, kind: 'OTHER', outcome: 'FAILED', evidence: [], recorded_at: at, recorded_by: waiting },
  }),
  hold: () => ({ id: randomUUID(), reason: 'wait', placed_at: at, placed_by: waiting }),
  override: () => ({
    ...{ id: override, system_id: waiting, status: 'REQUESTED', reason: 'go', requested_at: at, expires_at: soon },
    ...{ blockers: [{ kind: 'MILESTONE', systemId: null, milestoneId: awaited }] },
  }),
  override_approval: () => ({ override_id: override, at }),
  note: () => ({ id: randomUUID(), text: 'seen', by: waiting, at }),
};

describe('the recovery table', () => {
  let attack: Attack;

  // Without foreign keys each table can be tried by itself, and it is the guard that has to answer.
  beforeAll(async () => {
    attack = await openAttack();
    const { rows } = await attack.owner.query<{ drop: string }>(
      `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop FROM pg_constraint
        WHERE contype = 'f' AND connamespace = 'blackstart'::regnamespace`,
    );
    for (const { drop } of rows) await attack.owner.query(drop);
    expect(await outcomeOf(attack, plainly, () => under('node_rank', (version) => writeRanks(version)))).toBe(
      'COMMITTED',
    );
  });
  afterAll(() => attack.end());

  async function under(table: Table, write: (version: number) => Promise<unknown>): Promise<void> {
    const { app, incident } = attack;
    const { type, person } = deeds[table] ?? { type: 'PLAN_APPLIED', person: 'commander' };
    const [version] = await append(app, incident.id, [{ type, actor: incident.people[person], system: waiting }]);
    await write(version as number);
  }

  const insert = (table: Table, version: number) => {
    const deed = deeds[table];
    const row = { ...rowOf[table](), ...(deed && { [deed.by]: attack.incident.people[deed.person] }) };
    const incident_id = table === 'incident' ? row.id : attack.incident.id;
    return insertRows(attack.app, table, [{ ...row, incident_id, version }]);
  };

  const writeRanks = (version: number) =>
    insertRows(attack.app, 'node_rank', [
      { incident_id: attack.incident.id, node_id: waiting, rank: 1, version },
      { incident_id: attack.incident.id, node_id: awaited, rank: 0, version },
    ]);

  const unchanging: readonly string[] = [...linkTables, 'override_approval', 'note'];
  const kept: readonly string[] = overrideTables;

  it.each(recoveryTables)('%s takes a row under the head, and refuses every change without it', async (table) => {
    const tries = (work: () => Promise<unknown>) => outcomeOf(attack, plainly, work);
    const query = (sql: string) => tries(() => attack.app.query(sql.replace('$1', `'${attack.incident.id}'`)));
    expect(await tries(() => insert(table, 1))).toBe(
      deeds[table] ? SQLSTATE.overrideNotAllowed : SQLSTATE.headNotTaken,
    );
    if (table !== 'incident') {
      expect(await tries(() => under(table, (version) => insert(table, version)))).toBe('COMMITTED');
    }
    const updated = await query(`UPDATE blackstart.${table} SET version = version + 1 WHERE incident_id = $1`);
    expect(updated).toBe(unchanging.includes(table) ? SQLSTATE.insufficientPrivilege : SQLSTATE.headNotTaken);
    const deleted = await query(`DELETE FROM blackstart.${table} WHERE incident_id = $1`);
    expect(deleted).toBe(kept.includes(table) ? SQLSTATE.insufficientPrivilege : SQLSTATE.headNotTaken);
    expect(await query(`TRUNCATE blackstart.${table}`)).toBe(SQLSTATE.insufficientPrivilege);
  });
});
