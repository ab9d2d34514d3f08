import { randomUUID } from 'node:crypto';
import { SQLSTATE } from '../../src/postgres/sqlstate';
import { type Attack, endsWith, manners, moveClock, openAttack, outcomeOf, plainly } from '../support/attack';
import {
  type ForgedEvent,
  type ForgedFact,
  append,
  hashOf,
  insertEvents,
  inserted,
  moveHead,
  nextEvents,
} from '../support/forge';

/** An event that adds a note. */
function noteOf({ incident }: Attack): ForgedFact & { rows: NonNullable<ForgedFact['rows']> } {
  const { engineer: actor } = incident.people;
  const row = { id: randomUUID(), systemId: null, text: 'seen', by: actor, at: '2026-01-01T00:00:00.000Z' };
  return { type: 'NOTE_ADDED', actor, rows: [inserted('note', row)] };
}

describe('the log', () => {
  let attack: Attack;

  beforeAll(async () => {
    attack = await openAttack();
  });
  afterAll(() => attack.end());

  const note = () => noteOf(attack);
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
    const noted = outcomeOf(attack, manner, () => append(attack.app, attack.incident.id, [note(), note()]));
    expect(await noted).toBe(endsWith('COMMITTED', manner));
  });

  it.each(manners)('refuses a skipped event, at $isolation, trick: $trick', async (manner) => {
    const skip = async () => {
      const events = await next([note(), note(), note()]);
      await moveHead(attack.app, events);
      await insertEvents(attack.app, events.slice(0, 2));
    };
    expect(await outcomeOf(attack, manner, skip)).toBe(endsWith(SQLSTATE.logBroken, manner));
    const hole = async () => {
      const events = await next([note(), note(), note()]);
      await moveHead(attack.app, events);
      await insertEvents(attack.app, [events[0]!, events[2]!]);
    };
    expect(await outcomeOf(attack, manner, hole)).toBe(endsWith(SQLSTATE.logBroken, manner));
  });

  it.each(manners)('refuses a head without its events, at $isolation, trick: $trick', async (manner) => {
    const empty = outcomeOf(attack, manner, async () => moveHead(attack.app, await next()));
    expect(await empty).toBe(endsWith(SQLSTATE.logBroken, manner));
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
    ['type', null],
    ['actor', null],
    ['position', null],
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
      SQLSTATE.actorNotAllowed,
    );
  });

  it('refuses rows beside an event that are not those of its hash, or beside one of an earlier transaction', async () => {
    const { app, incident } = attack;
    const add = (position: number, seq: number, rows: string) =>
      app.query('INSERT INTO blackstart.event_rows VALUES ($1, $2, $3, $4)', [incident.id, position, seq, rows]);
    const told = [JSON.stringify([note().rows[0]]), JSON.stringify([note().rows[0]])] as const;
    const data = { counts: {}, rowsSha256: hashOf(told[0], told[1]) };
    const beside = async (...pieces: [seq: number, text: string][]) => {
      const { engineer: actor } = incident.people;
      const [position] = await append(app, incident.id, [{ type: 'NOTE_ADDED', actor, data }]);
      for (const [seq, text] of pieces) await add(position as number, seq, text);
      return position as number;
    };
    const tries = (write: () => Promise<unknown>) => outcomeOf(attack, plainly, write);
    expect(await tries(() => beside([0, told[0]], [1, told[1]]))).toBe('COMMITTED');
    expect(await tries(() => beside([0, told[1]], [1, told[0]]))).toBe(SQLSTATE.uniqueViolation);
    const fresh = () => JSON.stringify([note().rows[0]]);
    expect(await tries(() => beside([0, fresh()], [1, fresh()]))).toBe(SQLSTATE.logBroken);
    expect(await tries(() => beside([1, fresh()]))).toBe(SQLSTATE.logBroken);
    expect(await tries(() => beside())).toBe(SQLSTATE.logBroken);
    const late = query("INSERT INTO blackstart.event_rows VALUES ($1, 1, 0, '[]')");
    expect(await tries(late)).toBe(SQLSTATE.headNotTaken);
    const unsaid = async () => {
      const [position] = await append(app, incident.id, [note()]);
      await add(position as number, 0, fresh());
    };
    expect(await tries(unsaid)).toBe(SQLSTATE.logBroken);
    const overtaken = async () => {
      const { engineer: actor } = incident.people;
      await append(app, incident.id, [{ type: 'NOTE_ADDED', actor, data }, note()]);
    };
    expect(await tries(overtaken)).toBe(SQLSTATE.logBroken);
  });

  it('refuses an event that changes nothing, or tells rows twice over', async () => {
    const { engineer: actor } = attack.incident.people;
    for (const data of [{}, { rows: [] }, { rows: {} }, { rows: note().rows, rowsSha256: 'f'.repeat(64) }]) {
      const bare = () => append(attack.app, attack.incident.id, [{ type: 'NOTE_ADDED', actor, data }]);
      expect(await outcomeOf(attack, plainly, bare)).toBe(SQLSTATE.logBroken);
    }
  });

  it('refuses to declare an incident twice, and a first event that declares none', async () => {
    const { commander } = attack.incident.people;
    const again: ForgedFact = { ...note(), type: 'INCIDENT_DECLARED', actor: commander };
    expect(await outcomeOf(attack, plainly, () => append(attack.app, attack.incident.id, [again]))).toBe(
      SQLSTATE.logBroken,
    );
    expect(await outcomeOf(attack, plainly, () => append(attack.app, randomUUID(), [note()]))).toBe(SQLSTATE.logBroken);
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
    for (const column of ['incident_id = gen_random_uuid()', 'txid = NULL', 'base = 0', 'judged = false']) {
      expect(await set(`${column}, position = position + 1`)).toBe(SQLSTATE.insufficientPrivilege);
    }
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
      const { commander: actor } = attack.incident.people;
      const rows = [inserted('plant', { id: randomUUID(), key: 'P', name: 'Plant' })];
      await append(attack.app, randomUUID(), [{ type: 'INCIDENT_DECLARED', actor, rows }]);
    };
    expect(await outcomeOf(attack, plainly, withoutRow)).toBe(SQLSTATE.logBroken);
  });

  it('sets the transaction that may write itself', async () => {
    const { app, incident } = attack;
    const moved = async () => {
      const events = await nextEvents(app, incident.id, [noteOf(attack)]);
      await moveHead(app, events);
      const { rows } = await app.query(
        'SELECT txid = pg_current_xact_id() AS mine, base FROM blackstart.incident_head WHERE incident_id = $1',
        [incident.id],
      );
      expect(rows).toEqual([{ mine: true, base: events[0]!.position - 1 }]);
      await insertEvents(app, events);
    };
    expect(await outcomeOf(attack, plainly, moved)).toBe('COMMITTED');
  });

  it('moves once in a transaction', async () => {
    const { app, incident } = attack;
    const twice = async () => {
      await append(app, incident.id, [noteOf(attack)]);
      await append(app, incident.id, [noteOf(attack), noteOf(attack)]);
    };
    expect(await outcomeOf(attack, plainly, twice)).toBe(SQLSTATE.headNotRaised);
  });

  it('can be judged before the end, but only once everything is there, and nothing is written afterwards', async () => {
    const { app, incident } = attack;
    const first = async () => {
      await app.query('SET CONSTRAINTS ALL IMMEDIATE');
      await append(app, incident.id, [noteOf(attack)]);
    };
    expect(await outcomeOf(attack, plainly, first)).toBe(SQLSTATE.logBroken);
    const then = async () => {
      const events = await nextEvents(app, incident.id, [noteOf(attack), noteOf(attack)]);
      await moveHead(app, events.slice(0, 1));
      await insertEvents(app, events.slice(0, 1));
      await app.query('SET CONSTRAINTS ALL IMMEDIATE');
      await insertEvents(app, events.slice(1));
    };
    expect(await outcomeOf(attack, plainly, then)).toBe(SQLSTATE.headNotTaken);
  });
});
