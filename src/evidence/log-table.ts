import type { Uuid } from '../domain/rows';
import type { EventEntry, LogEntry, LogHead, LogSource, RowsEntry } from './entry';

/** A connection, as far as the check needs one. */
export interface Reader {
  query<Row extends object>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
}

/** Of the largest events, 64 KiB each, they are 32 MB. */
const eventsAtOnce = 500;

/*
 * One snapshot, so that a server may write meanwhile. Row security would hide rows without a word; switched off, it is an
 * error instead. The empty search path leaves nothing to be shadowed.
 */
const settings = [
  'SET LOCAL row_security = off',
  `SET LOCAL search_path = ''`,
  `SET LOCAL timezone = 'UTC'`,
  `SET LOCAL datestyle = 'ISO'`,
  'SET LOCAL statement_timeout = 0',
  'SET LOCAL idle_in_transaction_session_timeout = 0',
];

/** Does some work on the logs as they are at one moment; writes nothing. */
export async function onSnapshot<T>(reader: Reader, work: () => Promise<T>): Promise<T> {
  await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    for (const setting of settings) await reader.query(setting);
    return await work();
  } finally {
    await reader.query('ROLLBACK');
  }
}

/** An incident of which the database knows anything; the key is null where its row is gone. */
export interface KnownIncident {
  id: Uuid;
  key: string | null;
}

const known = `
SELECT known.id::text AS id, i.key FROM (
  SELECT incident_id AS id FROM blackstart.incident UNION SELECT incident_id FROM blackstart.incident_head
  UNION SELECT incident_id FROM blackstart.event UNION SELECT incident_id FROM blackstart.event_rows) known
LEFT JOIN blackstart.incident i ON i.incident_id = known.id`;

/** The incidents with anything of a log, or the one of an id or key. */
export async function findIncidents(reader: Reader, idOrKey: string | undefined): Promise<KnownIncident[]> {
  const one = idOrKey === undefined ? '' : 'WHERE i.key = $1 OR known.id::text = lower($1)';
  const values = idOrKey === undefined ? [] : [idOrKey];
  const { rows } = await reader.query<KnownIncident>(`${known} ${one} ORDER BY i.declared_at, known.id`, values);
  return rows;
}

/** The log of an incident as the tables have it, within a transaction that is open. */
export async function openLogTable(reader: Reader, incident: Uuid): Promise<LogSource> {
  const { rows: heads } = await reader.query<LogHead>(
    `SELECT position, log_head AS "logHead" FROM blackstart.incident_head WHERE incident_id = $1`,
    [incident],
  );
  return { incident, heads, entries: entriesOf(reader, incident) };
}

// Cursors in the order of positions, and no paging by position: a second event of a position must be seen.
const eventCursor = `
DECLARE events NO SCROLL CURSOR FOR SELECT position, type, at::text AS at, actor_id::text AS actor,
  system_id::text AS system, plant_id::text AS plant, line_id::text AS line, milestone_id::text AS milestone,
  text, previous_hash AS "previousHash", hash
FROM blackstart.event WHERE incident_id = $1 ORDER BY position`;
const rowsCursor = `
DECLARE beside NO SCROLL CURSOR FOR SELECT position, seq, rows
FROM blackstart.event_rows WHERE incident_id = $1 ORDER BY position, seq`;

/**
 * Both tables in one order: what lies beside an event, one text at a time, right after it. Postgres fetches the next events
 * while these are checked; the connection never has two statements at once.
 */
async function* entriesOf(reader: Reader, incident: Uuid): AsyncGenerator<LogEntry[]> {
  await reader.query(eventCursor, [incident]);
  await reader.query(rowsCursor, [incident]);
  let [beside] = await fetch<RowsEntry>(reader, 'beside', 1);
  let next = fetch<EventEntry>(reader, 'events', eventsAtOnce);
  try {
    for (;;) {
      const events = (await next).map(withInstant);
      let from = 0;
      while (beside && events.length > 0 && beside.position < events.at(-1)!.position) {
        const to = events.findIndex(({ position }) => position > beside!.position);
        yield [...events.slice(from, to), beside];
        from = Math.max(from, to);
        [beside] = await fetch<RowsEntry>(reader, 'beside', 1);
      }
      if (events.length === 0) break;
      next = fetch<EventEntry>(reader, 'events', eventsAtOnce);
      next.catch(() => undefined); // it is waited for below, maybe too late for Node
      yield events.slice(from);
    }
  } finally {
    await next;
  }
  for (; beside; [beside] = await fetch<RowsEntry>(reader, 'beside', 1)) yield [beside];
  await reader.query('CLOSE events');
  await reader.query('CLOSE beside');
}

async function fetch<Row extends object>(reader: Reader, cursor: string, count: number): Promise<Row[]> {
  return (await reader.query<Row>(`FETCH FORWARD ${count} FROM ${cursor}`)).rows;
}

const timestamp = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,3}))?\+00$/;

/** With the time as events write it; one that they can't write stays as the table has it. */
function withInstant(event: EventEntry): EventEntry {
  const found = timestamp.exec(event.at);
  if (!found) return event;
  const [, date, time, fraction = ''] = found;
  event.at = `${date}T${time}.${fraction.padEnd(3, '0')}Z`;
  return event;
}
