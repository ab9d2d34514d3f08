import { SQLSTATE } from '../../src/postgres/sqlstate';
import { type Attack, openAttack, outcomeOf, plainly } from '../support/attack';
import { append, moveHead, nextEvents, updateSystem } from '../support/forge';
import { bringForged, declareForged, stopForged } from '../support/forged-incident';

let attack: Attack;

// app may not go ONLINE: what it waits for is OFFLINE
beforeAll(async () => {
  attack = await openAttack();
  await stopForged(attack.app, attack.incident, 'db');
});
afterAll(() => attack.end());

const tries = (write: () => Promise<unknown>) => outcomeOf(attack, plainly, write);
const query = (sql: string) => attack.app.query(sql);
const note = () => ({ type: 'NOTE_ADDED' as const, actor: attack.incident.people.engineer });
const noting = (count = 1) => append(attack.app, attack.incident.id, Array.from({ length: count }, note));
const bringing = () => bringForged(attack.app, attack.incident, 'app', attack.incident.people.operator);
const movingOnly = async () => moveHead(attack.app, await nextEvents(attack.app, attack.incident.id, [note()]));
const rename = (version: number) =>
  updateSystem(attack.app, attack.incident.id, attack.incident.systems.net, { name: 'renamed', version });
const sealing = () =>
  attack.app.query('UPDATE blackstart.incident_head SET txid = NULL WHERE incident_id = $1', [attack.incident.id]);

describe('a head that its own transaction seals', () => {
  it('is judged all the same', async () => {
    const sealed = (write: () => Promise<unknown>) => tries(() => write().then(sealing));
    expect(await sealed(() => noting(2))).toBe('COMMITTED');
    expect(await sealed(movingOnly)).toBe(SQLSTATE.logBroken);
    expect(await sealed(bringing)).toBe(SQLSTATE.gateDependency);
  });

  it('lets nothing more be written', async () => {
    const afterwards = async () => {
      const [version] = await noting();
      await sealing();
      await rename(version as number);
    };
    expect(await tries(afterwards)).toBe(SQLSTATE.headNotTaken);
  });
});

describe('a transaction that moves the head more than once', () => {
  it('is judged for every event, wherever the one stands that is wrong', async () => {
    expect(await tries(() => bringing().then(() => noting(2)))).toBe(SQLSTATE.gateDependency);
    expect(await tries(() => noting(2).then(bringing))).toBe(SQLSTATE.gateDependency);
  });

  it('is judged again for what follows a judgement', async () => {
    const after = (write: () => Promise<unknown>) =>
      tries(async () => {
        await noting();
        await query('SET CONSTRAINTS ALL IMMEDIATE');
        await query('SET CONSTRAINTS ALL DEFERRED');
        await write();
      });
    expect(await after(() => noting(2))).toBe('COMMITTED');
    expect(await after(movingOnly)).toBe(SQLSTATE.logBroken);
    expect(await after(bringing)).toBe(SQLSTATE.gateDependency);
  });

  it('goes on where a part was refused and taken back', async () => {
    const partly = async () => {
      const [version] = await noting();
      await query('SAVEPOINT part');
      await movingOnly();
      await expect(query('SET CONSTRAINTS ALL IMMEDIATE')).rejects.toMatchObject({ code: SQLSTATE.logBroken });
      await query('ROLLBACK TO part');
      await rename(version as number);
    };
    expect(await tries(partly)).toBe('COMMITTED');
  });
});

describe('the row of a system', () => {
  const marked = (changes: Record<string, unknown>) => () =>
    updateSystem(attack.app, attack.incident.id, attack.incident.systems.net, changes);

  it('takes no mark and no step without the head', async () => {
    expect(await tries(marked({ expiry_logged: true, version: 1_000_000 }))).toBe(SQLSTATE.headNotTaken);
    expect(await tries(marked({ state: 'OFFLINE', version: 1_000_000 }))).toBe(SQLSTATE.headNotTaken);
  });

  it('takes no mark and no step with a version that is not of this transaction', async () => {
    for (const changes of [{ expiry_logged: true }, { state: 'OFFLINE', service_level: 'NONE' }]) {
      for (const shift of [-1, 1]) {
        const shifted = async () => {
          const [version] = await noting();
          await marked({ ...changes, version: (version as number) + shift })();
        };
        expect(await tries(shifted)).toBe(SQLSTATE.headNotTaken);
      }
    }
  });

  it('stays in its incident and is not removed without the head', async () => {
    const { app, incident } = attack;
    const other = await declareForged(app);
    const moved = async () => {
      const [version] = await noting();
      await updateSystem(app, incident.id, incident.systems.net, { incident_id: other.id, version });
    };
    expect(await tries(moved)).toBe(SQLSTATE.headNotTaken);
    const removed = () => app.query('DELETE FROM blackstart.system WHERE id = $1', [incident.systems.net]);
    expect(await tries(removed)).toBe(SQLSTATE.headNotTaken);
  });
});
