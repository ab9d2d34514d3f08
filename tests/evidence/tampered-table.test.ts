import type { EventEntry } from '../../src/evidence/entry';
import { depth } from '../support/depth';
import { type KeptLog, faultsInTables, keepLog } from '../support/evidence';
import { Dice } from '../support/history.dice';
import { rehashed, reworded } from '../support/rehash';

const stranger = '00000000-0000-4000-8000-00000000dead';

let log: KeptLog;

beforeAll(async () => {
  log = await keepLog(12, depth(40, 90));
});
afterAll(() => log?.close());

const sql = (text: string, ...values: unknown[]) => log.house.sql(text, [log.incident, ...values]);
const last = () => log.events.length;
const some = (dice: Dice) => dice.between(1, last());
const inner = (dice: Dice) => dice.between(2, last() - 1);

const set = (what: string, position: number, ...values: unknown[]) =>
  sql(`UPDATE blackstart.event SET ${what} WHERE incident_id = $1 AND position = $2`, position, ...values);
const head = (what: string, ...values: unknown[]) =>
  sql(`UPDATE blackstart.incident_head SET ${what} WHERE incident_id = $1`, ...values);
const dropKeys = 'ALTER TABLE blackstart.event DROP CONSTRAINT event_pkey CASCADE, DROP CONSTRAINT event_id_unique';

/** The columns of an event but its id: of that no hash knows. */
const copied = `incident_id, type, at, actor_id, system_id, plant_id, line_id, milestone_id, text, previous_hash, hash`;

/** A text with one character changed, or with words in it changed. */
function otherText(dice: Dice, { text }: EventEntry): string {
  const at = dice.between(0, text.length - 1);
  const other = dice.pick([...'0123456789abcdef Zé'].filter((character) => character !== text[at]));
  return text.slice(0, at) + other + text.slice(at + 1);
}

async function rewrite(events: readonly EventEntry[]): Promise<void> {
  for (const { position, text, previousHash, hash, actor } of events) {
    await set('text = $3, previous_hash = $4, hash = $5, actor_id = $6', position, text, previousHash, hash, actor);
  }
  await head('log_head = $2', events.at(-1)!.hash);
}

async function cut(after: number): Promise<void> {
  await sql('DELETE FROM blackstart.event_rows WHERE incident_id = $1 AND position > $2', after);
  await sql('DELETE FROM blackstart.event WHERE incident_id = $1 AND position > $2', after);
}

type Edit = (dice: Dice) => Promise<unknown>;

/** Those that the log itself betrays. */
const seen: Record<string, Edit> = {
  'a text': (dice) => {
    const event = dice.pick(log.events);
    return set('text = $3', event.position, otherText(dice, event));
  },
  'a text and its hash': async (dice) => {
    const position = inner(dice);
    const text = reworded(log.events[position - 1]!, { reason: `because ${dice.roll()}` }).text;
    const hash = `encode(sha256(convert_to(previous_hash || $3, 'UTF8')), 'hex')`;
    await set(`text = $3, hash = ${hash}`, position, text);
  },
  'a text that says the same otherwise': (dice) => set(`text = (text::jsonb)::text`, some(dice)),
  'a type': (dice) => {
    const position = some(dice);
    const other = log.events[position - 1]!.type === 'NOTE_ADDED' ? 'LINE_RUNNING' : 'NOTE_ADDED';
    return set('type = $3', position, other);
  },
  'a time': (dice) => set(`at = at + $3 * interval '1 millisecond'`, some(dice), dice.pick([-90_000, -1, 1, 60_000])),
  'a time without end': (dice) => set(`at = 'infinity'`, some(dice)),
  'an actor': (dice) => set('actor_id = $3', some(dice), stranger),
  'an id': (dice) => {
    const column = dice.pick(['system_id', 'plant_id', 'line_id', 'milestone_id']);
    return set(`${column} = CASE WHEN ${column} IS NULL THEN $3::uuid END`, some(dice), stranger);
  },
  'a hash': (dice) => set(`hash = reverse(hash)`, some(dice)),
  'a previous hash': (dice) => set(`previous_hash = encode(sha256(previous_hash::bytea), 'hex')`, some(dice)),
  'two events changed places': async (dice) => {
    const one = inner(dice);
    const other = one === 2 ? 3 : dice.between(2, one - 1);
    await set('position = 1000001', one);
    await set('position = $3', other, one);
    await set('position = $3', 1000001, other);
  },
  'an event moved': (dice) => set('position = position + 1000', some(dice)),
  'an event given to another incident': (dice) => set('incident_id = gen_random_uuid()', some(dice)),
  'an event twice': async (dice) => {
    await log.house.sql(dropKeys);
    await sql(
      `INSERT INTO blackstart.event (id, position, ${copied}) SELECT gen_random_uuid(), position, ${copied}
         FROM blackstart.event WHERE incident_id = $1 AND position = $2`,
      some(dice),
    );
  },
  'an event twice, the second behind the end': (dice) =>
    sql(
      `INSERT INTO blackstart.event (id, position, ${copied}) SELECT gen_random_uuid(), $3, ${copied}
         FROM blackstart.event WHERE incident_id = $1 AND position = $2`,
      ...[some(dice), last() + 1],
    ),
  'an event gone': (dice) => sql('DELETE FROM blackstart.event WHERE incident_id = $1 AND position = $2', some(dice)),
  'the last events gone': (dice) => cut(dice.between(0, last() - 1)),
  'all that lies beside an event': (dice) =>
    sql('DELETE FROM blackstart.event_rows WHERE incident_id = $1 AND position = $2', dice.pick(log.beside).position),
  'a text beside an event': (dice) => {
    const { position, seq, rows } = dice.pick(log.beside);
    const text = otherText(dice, { text: rows } as EventEntry);
    const where = 'WHERE incident_id = $1 AND position = $2 AND seq = $3';
    return sql(`UPDATE blackstart.event_rows SET rows = $4 ${where}`, position, seq, text);
  },
  'the number of a text beside an event': (dice) => {
    const { position, seq } = dice.pick(log.beside);
    const where = 'WHERE incident_id = $1 AND position = $2 AND seq = $3';
    return sql(`UPDATE blackstart.event_rows SET seq = seq + 7 ${where}`, position, seq);
  },
  'rows put beside an event': (dice) =>
    sql(`INSERT INTO blackstart.event_rows VALUES ($1, $2, $3, '[]')`, some(dice), dice.between(50, 60)),
  'the position of the head': (dice) => head('position = position + $2', dice.pick([-1, 1, 5, -last()])),
  'the hash of the head': (dice) => head('log_head = $2', log.events[dice.between(0, last() - 2)]!.hash),
  'the head gone': () => sql('DELETE FROM blackstart.incident_head WHERE incident_id = $1'),
};

/** Those after which the log is as good as any other. */
const unseen: Record<string, Edit> = {
  'the last events gone, and the head with them': async (dice) => {
    const { position, hash } = log.events[dice.between(0, last() - 2)]!;
    await cut(position);
    await head('position = $2, log_head = $3', position, hash);
  },
  'a text changed, and everything hashed again': async (dice) => {
    const chosen = dice.pick(log.events);
    const change = dice.pick([{ actor: stranger }, { reason: `nothing ${dice.roll()}` }]);
    await rewrite(rehashed(log.events.map((event) => (event === chosen ? reworded(event, change) : event))));
  },
};

/** Does as the owner of the tables may, looks, and takes everything back. */
async function faultsAfter(edit: Edit, dice: Dice, checkpoints: KeptLog['checkpoints'] | null): Promise<string[]> {
  await log.house.sql('BEGIN');
  try {
    for (const table of ['event', 'event_rows', 'incident_head']) {
      await log.house.sql(`ALTER TABLE blackstart.${table} DISABLE TRIGGER ALL`);
    }
    await edit(dice);
    return await faultsInTables(log, checkpoints);
  } finally {
    await log.house.sql('ROLLBACK');
  }
}

const kinds = [...Object.keys(seen), ...Object.keys(unseen)];
const edits = depth(kinds.length, 600);

test('a log that nobody touched is sound, with rows beside its events and with checkpoints', async () => {
  const nothing = () => Promise.resolve();
  expect(log.beside.length).toBeGreaterThan(1);
  const { rows } = await log.reader.query<{ base: number }>('SELECT base FROM blackstart.incident_head');
  expect(rows.some(({ base }) => base > 0)).toBe(true);
  expect(await faultsAfter(nothing, new Dice(0), null)).toEqual([]);
  expect(await faultsAfter(nothing, new Dice(0), log.checkpoints)).toEqual([]);
});

test(`${edits} random edits of the tables by their owner are found`, async () => {
  const missed: string[] = [];
  for (let n = 0; n < edits; n++) {
    const kind = kinds[n % kinds.length]!;
    if (seen[kind]) {
      const faults = await faultsAfter(seen[kind], new Dice(n), null);
      if (faults.length === 0) missed.push(`${kind}, seed ${n}`);
    } else {
      expect([kind, n, await faultsAfter(unseen[kind]!, new Dice(n), null)]).toEqual([kind, n, []]);
      const faults = await faultsAfter(unseen[kind]!, new Dice(n), log.checkpoints);
      if (faults.length === 0) missed.push(`${kind}, seed ${n}`);
    }
  }
  expect(missed).toEqual([]);
}, 300_000);
