import { randomUUID } from 'node:crypto';
import { SQLSTATE } from '../../src/postgres/sqlstate';
import { type Attack, manners, moveClock, openAttack, outcomeOf, plainly } from '../support/attack';
import { type ForgedEvent, append, hashOf, insertEvents, moveHead, nextEvents } from '../support/forge';

describe('the log', () => {
  let attack: Attack;

  beforeAll(async () => {
    attack = await openAttack();
  });
  afterAll(() => attack.end());

  const note = () => ({ type: 'NOTE_ADDED' as const, actor: attack.incident.people.engineer });
  const next = (facts = [note()]) => nextEvents(attack.app, attack.incident.id, facts);
  const query = (sql: string) => () => attack.app.query(sql, [attack.incident.id]);

  /** Appends one event that is spoilt after it was made; `chained` gives it the hash that fits its text. */
  async function spoilt(change: (event: ForgedEvent) => Partial<ForgedEvent>, chained = false): Promise<string> {
    return outcomeOf(attack, plainly, async () => {
      const [event] = (await next()) as [ForgedEvent];
      const spoiled = { ...event, ...change(event) };
      if (chained) spoiled.hash = hashOf(spoiled.previous_hash, spoiled.text);
      await moveHead(attack.app, [spoiled]);
      await insertEvents(attack.app, [spoiled]);
    });
  }

  const saying = (part: string, value: unknown) => (event: ForgedEvent) => ({
    text: JSON.stringify({ ...(JSON.parse(event.text) as object), [part]: value }),
  });

  it.each(manners)('takes an event under its head, at $isolation, trick: $trick', async (manner) => {
    expect(await outcomeOf(attack, manner, () => append(attack.app, attack.incident.id, [note(), note()]))).toBe(
      'COMMITTED',
    );
  });

  it.each(manners)('refuses a skipped event, at $isolation, trick: $trick', async (manner) => {
    const skip = async () => {
      const events = await next([note(), note(), note()]);
      await moveHead(attack.app, events);
      await insertEvents(attack.app, events.slice(0, 2));
    };
    expect(await outcomeOf(attack, manner, skip)).toBe(SQLSTATE.logBroken);
    const hole = async () => {
      const events = await next([note(), note(), note()]);
      await moveHead(attack.app, events);
      await insertEvents(attack.app, [events[0]!, events[2]!]);
    };
    expect(await outcomeOf(attack, manner, hole)).toBe(SQLSTATE.logBroken);
  });

  it.each(manners)('refuses a head without its events, at $isolation, trick: $trick', async (manner) => {
    expect(await outcomeOf(attack, manner, async () => moveHead(attack.app, await next()))).toBe(SQLSTATE.logBroken);
  });

  it.each(manners)('refuses an event without its head, at $isolation, trick: $trick', async (manner) => {
    const behind = async () => insertEvents(attack.app, await next());
    expect(await outcomeOf(attack, manner, behind)).toBe(SQLSTATE.headNotTaken);
  });

  it('refuses to be edited, deleted or truncated: by the application for want of the right, by its owner too', async () => {
    const statements = [
      `UPDATE blackstart.event SET text = text`,
      `DELETE FROM blackstart.event`,
      `TRUNCATE blackstart.event, blackstart.event_rows`,
      `UPDATE blackstart.event_rows SET rows = ''`,
      `DELETE FROM blackstart.event_rows`,
    ];
    for (const statement of statements) {
      const tried = outcomeOf(attack, plainly, () => attack.app.query(statement));
      expect(await tried).toBe(SQLSTATE.insufficientPrivilege);
      await expect(attack.owner.query(statement)).rejects.toMatchObject({ code: SQLSTATE.logBroken });
    }
  });

  it('refuses an event whose hashes do not fit', async () => {
    expect(await spoilt(() => ({ hash: 'f'.repeat(64) }))).toBe(SQLSTATE.logBroken);
    expect(await spoilt(() => ({ previous_hash: 'f'.repeat(64) }), true)).toBe(SQLSTATE.logBroken);
    expect(await spoilt(saying('reason', 'another'))).toBe(SQLSTATE.logBroken);
  });

  it('refuses a head that is not the hash of the last event', async () => {
    const wrong = async () => {
      const [event] = (await next()) as [ForgedEvent];
      await moveHead(attack.app, [{ ...event, hash: 'f'.repeat(64) }]);
      await insertEvents(attack.app, [event]);
    };
    expect(await outcomeOf(attack, plainly, wrong)).toBe(SQLSTATE.logBroken);
  });

  it.each([
    ['incident', randomUUID()],
    ['position', 1],
    ['type', 'SYSTEM_ONLINE'],
    ['at', '2020-01-01T00:00:00.000Z'],
    ['actor', randomUUID()],
    ['system', randomUUID()],
    ['plant', randomUUID()],
    ['line', randomUUID()],
    ['milestone', randomUUID()],
    ['mode', 'LIVE'],
    ['v', 2],
    ['more', 'than there should be'],
  ])('refuses an event whose text says another %s than its columns or its incident', async (part, value) => {
    expect(await spoilt(saying(part, value), true)).toBe(SQLSTATE.logBroken);
  });

  it('refuses an event dated before the last one, or in the future', async () => {
    for (const at of ['2020-01-01T00:00:00.000Z', '2199-01-01T00:00:00.000Z']) {
      expect(await spoilt((event) => ({ ...saying('at', at)(event), at }), true)).toBe(SQLSTATE.logBroken);
    }
  });

  it('takes an event dated as the last one when the clock was put back', async () => {
    await moveClock(attack, -60);
    const behind = outcomeOf(attack, plainly, () => append(attack.app, attack.incident.id, [note()]));
    expect(await behind).toBe('COMMITTED');
    await moveClock(attack, 0);
  });

  it('refuses an actor whom nobody knows', async () => {
    const actor = randomUUID();
    expect(await spoilt((event) => ({ ...saying('actor', actor)(event), actor_id: actor }), true)).toBe(
      SQLSTATE.logBroken,
    );
  });

  it('refuses rows beside an event that are not those of its hash, or beside one of an earlier transaction', async () => {
    const beside = async (rowsSha256: string, ...texts: string[]) => {
      const data = { counts: {}, rowsSha256 };
      const [position] = await append(attack.app, attack.incident.id, [{ ...note(), data }]);
      for (const [seq, rows] of texts.entries()) {
        await attack.app.query('INSERT INTO blackstart.event_rows VALUES ($1, $2, $3, $4)', [
          ...[attack.incident.id, position, seq, rows],
        ]);
      }
    };
    const hash = hashOf('[1]', '["ä"]');
    expect(await outcomeOf(attack, plainly, () => beside(hash, '[1]', '["ä"]'))).toBe('COMMITTED');
    expect(await outcomeOf(attack, plainly, () => beside(hash, '["ä"]', '[1]'))).toBe(SQLSTATE.logBroken);
    expect(await outcomeOf(attack, plainly, () => beside(hash))).toBe(SQLSTATE.logBroken);
    const late = query("INSERT INTO blackstart.event_rows VALUES ($1, 1, 0, '[]')");
    expect(await outcomeOf(attack, plainly, late)).toBe(SQLSTATE.headNotTaken);
    const unsaid = async () => {
      const [position] = await append(attack.app, attack.incident.id, [note()]);
      await attack.app.query(`INSERT INTO blackstart.event_rows VALUES ($1, $2, 0, '[]')`, [
        attack.incident.id,
        position,
      ]);
    };
    expect(await outcomeOf(attack, plainly, unsaid)).toBe(SQLSTATE.logBroken);
  });
});

describe('the head', () => {
  let attack: Attack;

  beforeAll(async () => {
    attack = await openAttack();
  });
  afterAll(() => attack.end());

  const tries = (sql: string) => outcomeOf(attack, plainly, () => attack.app.query(sql, [attack.incident.id]));

  it('only rises', async () => {
    const set = (what: string) => tries(`UPDATE blackstart.incident_head SET ${what} WHERE incident_id = $1`);
    expect(await set('position = position')).toBe(SQLSTATE.headNotRaised);
    expect(await set('position = position - 1')).toBe(SQLSTATE.headNotRaised);
    expect(await set(`log_head = repeat('f', 64)`)).toBe(SQLSTATE.headNotRaised);
    expect(await set('incident_id = gen_random_uuid(), position = position + 1')).toBe(SQLSTATE.headNotRaised);
  });

  it('is never deleted', async () => {
    expect(await tries('DELETE FROM blackstart.incident_head WHERE incident_id = $1')).toBe(
      SQLSTATE.insufficientPrivilege,
    );
    const rejected = { code: SQLSTATE.headNotRaised };
    await expect(attack.owner.query('DELETE FROM blackstart.incident_head')).rejects.toMatchObject(rejected);
    await expect(attack.owner.query('TRUNCATE blackstart.incident_head')).rejects.toMatchObject(rejected);
  });

  it('begins at nothing, or with its first event', async () => {
    const begin = 'INSERT INTO blackstart.incident_head (incident_id, position, log_head) VALUES';
    expect(await tries(`${begin} (gen_random_uuid(), 0, repeat('0', 64)) RETURNING $1::uuid`)).toBe('COMMITTED');
    expect(await tries(`${begin} (gen_random_uuid(), 0, repeat('f', 64)) RETURNING $1::uuid`)).toBe(
      SQLSTATE.headNotRaised,
    );
    expect(await tries(`${begin} (gen_random_uuid(), 1, repeat('0', 64)) RETURNING $1::uuid`)).toBe(SQLSTATE.logBroken);
    const withoutRow = async () => {
      await append(attack.app, randomUUID(), [{ type: 'INCIDENT_DECLARED', actor: attack.incident.people.commander }]);
    };
    expect(await outcomeOf(attack, plainly, withoutRow)).toBe(SQLSTATE.logBroken);
  });

  it('sets the transaction that may write itself, whatever is written there', async () => {
    const { app, incident } = attack;
    const [event] = (await nextEvents(app, incident.id, [{ type: 'NOTE_ADDED', actor: incident.people.engineer }])) as [
      ForgedEvent,
    ];
    const forged = async () => {
      await app.query(
        `UPDATE blackstart.incident_head SET position = $2, log_head = $3, txid = '1', base = 0 WHERE incident_id = $1`,
        [incident.id, event.position, event.hash],
      );
      const { rows } = await app.query(
        'SELECT txid = pg_current_xact_id() AS mine, base FROM blackstart.incident_head WHERE incident_id = $1',
        [incident.id],
      );
      expect(rows).toEqual([{ mine: true, base: event.position - 1 }]);
      await insertEvents(app, [event]);
    };
    expect(await outcomeOf(attack, plainly, forged)).toBe('COMMITTED');
  });

  it('may move twice in one transaction, which is then judged as one', async () => {
    const { app, incident } = attack;
    const fact = { type: 'NOTE_ADDED' as const, actor: incident.people.engineer };
    const twice = async () => {
      await append(app, incident.id, [fact]);
      await append(app, incident.id, [fact, fact]);
    };
    expect(await outcomeOf(attack, plainly, twice)).toBe('COMMITTED');
    const secondIsEmpty = async () => {
      await append(app, incident.id, [fact]);
      await moveHead(app, await nextEvents(app, incident.id, [fact]));
    };
    expect(await outcomeOf(attack, plainly, secondIsEmpty)).toBe(SQLSTATE.logBroken);
  });

  it('can be judged before the end, but only once everything is there, and nothing is written afterwards', async () => {
    const { app, incident } = attack;
    const fact = { type: 'NOTE_ADDED' as const, actor: incident.people.engineer };
    const first = async () => {
      await app.query('SET CONSTRAINTS ALL IMMEDIATE');
      await append(app, incident.id, [fact]);
    };
    expect(await outcomeOf(attack, plainly, first)).toBe(SQLSTATE.logBroken);
    const then = (sql: string) => async () => {
      const [version] = await append(app, incident.id, [fact]);
      await app.query('SET CONSTRAINTS ALL IMMEDIATE');
      await app.query(sql, [incident.id, version]);
    };
    const hold = `INSERT INTO blackstart.hold VALUES ($1, gen_random_uuid(), NULL, NULL, 'r', now(), gen_random_uuid(), $2)`;
    expect(await outcomeOf(attack, plainly, then(hold))).toBe(SQLSTATE.headNotTaken);
    const name = `UPDATE blackstart.system SET name = 'x', version = $2 WHERE incident_id = $1`;
    expect(await outcomeOf(attack, plainly, then(name))).toBe(SQLSTATE.headNotTaken);
  });
});
