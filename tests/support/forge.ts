import { createHash, randomUUID } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Client } from 'pg';
import type { RecoveryTable } from '../../src/domain/tables';
import type { EventType, IncidentMode } from '../../src/domain/words';

/** A change of a row as an event tells it, right or wrong. */
export interface ForgedChange {
  op: 'insert' | 'update' | 'delete';
  table: RecoveryTable;
  row: Record<string, unknown>;
}

/** What a forged event says; what is left out is null, and without rows it changes nothing. */
export interface ForgedFact {
  type: EventType;
  actor: string;
  system?: string;
  plant?: string;
  line?: string;
  milestone?: string;
  rows?: ForgedChange[];
  data?: Record<string, unknown>;
}

export interface ForgedEvent {
  incident_id: string;
  position: number;
  id: string;
  type: string;
  at: string;
  actor_id: string;
  system_id: string | null;
  plant_id: string | null;
  line_id: string | null;
  milestone_id: string | null;
  text: string;
  previous_hash: string;
  hash: string;
}

interface Head {
  position: number;
  hash: string;
  at: string;
  mode: IncidentMode;
}

const nothing: Omit<Head, 'at'> = { position: 0, hash: '0'.repeat(64), mode: 'EXERCISE' };

export const hashOf = (previousHash: string, text: string): string =>
  createHash('sha256')
    .update(previousHash + text, 'utf8')
    .digest('hex');

/** The events that would come next in an incident's log, right in every particular; nothing is written. */
export async function nextEvents(client: Client, incident: string, facts: ForgedFact[]): Promise<ForgedEvent[]> {
  const { rows } = await client.query<Head>(
    `SELECT h.position, h.log_head AS hash, e.text::jsonb ->> 'mode' AS mode,
        to_char(greatest(e.at, blackstart.now()) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at
      FROM blackstart.incident_head h JOIN blackstart.event e USING (incident_id, position) WHERE h.incident_id = $1`,
    [incident],
  );
  let head = rows[0] ?? { ...nothing, at: await now(client) };
  return facts.map((fact) => {
    const event = eventAfter(head, incident, fact);
    head = { ...head, position: event.position, hash: event.hash };
    return event;
  });
}

async function now(client: Client): Promise<string> {
  const { rows } = await client.query<{ now: Date }>('SELECT blackstart.now() AS now');
  return (rows[0] as { now: Date }).now.toISOString();
}

function eventAfter(
  { position: before, hash: previous, at, mode }: Head,
  incident: string,
  fact: ForgedFact,
): ForgedEvent {
  const position = before + 1;
  const { type, actor, system = null, plant = null, line = null, milestone = null, rows = [], data = { rows } } = fact;
  const about = { system, plant, line, milestone };
  const counters = { online: 0, verified: 0, total: 0 };
  const text = canonicalize({
    ...{ v: 1, incident, mode, position, type, at, actor, ...about, counters, reason: null, data },
  }) as string;
  return {
    ...{ incident_id: incident, position, id: randomUUID(), type, at, actor_id: actor },
    ...{ system_id: system, plant_id: plant, line_id: line, milestone_id: milestone },
    ...{ text, previous_hash: previous, hash: hashOf(previous, text) },
  };
}

/** Moves the head to the last of these events, and begins the log where they are the first. */
export async function moveHead(client: Client, events: ForgedEvent[]): Promise<void> {
  const last = events[events.length - 1] as ForgedEvent;
  await client.query(
    `INSERT INTO blackstart.incident_head AS h (incident_id, position, log_head) VALUES ($1, $2, $3)
     ON CONFLICT (incident_id) DO UPDATE SET position = EXCLUDED.position, log_head = EXCLUDED.log_head`,
    [last.incident_id, last.position, last.hash],
  );
}

export async function insertEvents(client: Client, events: ForgedEvent[]): Promise<void> {
  await client.query(
    `INSERT INTO blackstart.event SELECT * FROM jsonb_populate_recordset(NULL::blackstart.event, $1) ORDER BY position`,
    [JSON.stringify(events)],
  );
}

/** What an honest writer does: takes the head, then writes the events, which change the tables. Gives their positions. */
export async function append(client: Client, incident: string, facts: ForgedFact[]): Promise<number[]> {
  const events = await nextEvents(client, incident, facts);
  await moveHead(client, events);
  await insertEvents(client, events);
  return events.map(({ position }) => position);
}

/** The change of some columns of a row, by their names in an event. */
export function updated(table: RecoveryTable, row: Record<string, unknown>): ForgedChange {
  return { op: 'update', table, row };
}

export function inserted(table: RecoveryTable, row: Record<string, unknown>): ForgedChange {
  return { op: 'insert', table, row };
}

export function deleted(table: RecoveryTable, row: Record<string, unknown>): ForgedChange {
  return { op: 'delete', table, row };
}
