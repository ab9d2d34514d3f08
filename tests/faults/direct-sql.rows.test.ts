import { randomUUID } from 'node:crypto';
import { SQLSTATE } from '../../src/postgres/sqlstate';
import { type Attack, manners, openAttack, outcomeOf, plainly } from '../support/attack';
import { append, insertRows, updateSystem } from '../support/forge';
import { declareForged } from '../support/forged-incident';

let attack: Attack;

beforeAll(async () => {
  attack = await openAttack();
});
afterAll(() => attack.end());

const planned = () => ({ type: 'PLAN_APPLIED' as const, actor: attack.incident.people.commander });

/** A transaction that takes the head properly and writes one event first. */
function under(write: (version: number) => Promise<unknown>): () => Promise<unknown> {
  return async () => {
    const [version] = await append(attack.app, attack.incident.id, [planned()]);
    return write(version as number);
  };
}

describe('a recovery table', () => {
  it.each(manners)(
    'refuses a version that is not of this transaction, at $isolation, trick: $trick',
    async (manner) => {
      const { app, incident } = attack;
      const renamed = (shift: number) =>
        under((version) =>
          updateSystem(app, incident.id, incident.systems.db, { name: 'x', version: version + shift }),
        );
      expect(await outcomeOf(attack, manner, renamed(-1))).toBe(SQLSTATE.headNotTaken);
      expect(await outcomeOf(attack, manner, renamed(1))).toBe(SQLSTATE.headNotTaken);
      expect(await outcomeOf(attack, manner, renamed(0))).toBe('COMMITTED');
      const team = (shift: number) =>
        under((version) =>
          insertRows(app, 'team', [
            ...[
              {
                incident_id: incident.id,
                id: randomUUID(),
                key: randomUUID(),
                name: 't',
                capacity: 1,
                version: version + shift,
              },
            ],
          ]),
        );
      expect(await outcomeOf(attack, manner, team(-1))).toBe(SQLSTATE.headNotTaken);
      expect(await outcomeOf(attack, manner, team(1))).toBe(SQLSTATE.headNotTaken);
      expect(await outcomeOf(attack, manner, team(0))).toBe('COMMITTED');
    },
  );

  it.each(manners)(
    'refuses rows of another incident than the head that was taken, at $isolation, trick: $trick',
    async (manner) => {
      const { app } = attack;
      const other = await declareForged(app);
      const strange = under((version) => updateSystem(app, other.id, other.systems.db, { name: 'x', version }));
      expect(await outcomeOf(attack, manner, strange)).toBe(SQLSTATE.headNotTaken);
      const stolen = under((version) =>
        app.query('UPDATE blackstart.plant SET incident_id = $2, version = $3 WHERE incident_id = $1', [
          ...[attack.incident.id, other.id, version],
        ]),
      );
      expect(await outcomeOf(attack, manner, stolen)).toBe(SQLSTATE.headNotTaken);
    },
  );

  it('refuses an edge that crosses incidents', async () => {
    const { app, incident } = attack;
    const other = await declareForged(app);
    const crossing = under((version) =>
      insertRows(app, 'dependency', [
        {
          ...{ incident_id: incident.id, id: randomUUID(), system_id: incident.systems.app, version },
          ...{ depends_on_id: other.systems.db, strength: 'SOFT', kind: 'DATA', required_state: 'ONLINE' },
        },
      ]),
    );
    expect(await outcomeOf(attack, plainly, crossing)).toBe(SQLSTATE.foreignKeyViolation);
  });

  it('keeps the incident itself: never deleted, its mode and declaration never changed', async () => {
    const { app, incident } = attack;
    const tries = (sql: string) =>
      outcomeOf(
        attack,
        plainly,
        under((version) => app.query(sql, [incident.id, version])),
      );
    const set = (what: string) => tries(`UPDATE blackstart.incident SET ${what}, version = $2 WHERE incident_id = $1`);
    expect(await set(`mode = 'LIVE'`)).toBe(SQLSTATE.stepNotAllowed);
    expect(await set(`declared_at = now()`)).toBe(SQLSTATE.stepNotAllowed);
    expect(await set(`status = 'CLOSED'`)).toBe(SQLSTATE.stepNotAllowed);
    expect(await set(`title = 'Another'`)).toBe('COMMITTED');
    const gone = 'DELETE FROM blackstart.incident WHERE incident_id = $1 AND $2::int > 0';
    expect(await tries(gone)).toBe(SQLSTATE.stepNotAllowed);
  });
});
