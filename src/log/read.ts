import type { ClientBase, Pool } from 'pg';
import { UnreadableLog } from '../board/unreadable';
import type { RecoveryEvent } from '../domain/event';
import type { Uuid } from '../domain/rows';
import { type RowChange, tableKeys } from '../domain/tables';
import { type EventType, eventTypes, type IncidentMode } from '../domain/words';

/** A row of the event table, as pg gives it. */
export interface EventRow {
  id: Uuid;
  text: string;
  previous_hash: string;
  hash: string;
}

interface EventText {
  incident: Uuid;
  mode: IncidentMode;
  position: number;
  type: EventType;
  at: string;
  actor: Uuid;
  system: Uuid | null;
  plant: Uuid | null;
  line: Uuid | null;
  milestone: Uuid | null;
  counters: RecoveryEvent['counters'];
  reason: string | null;
  data: Record<string, unknown> & { rows?: RowChange[]; rowsSha256?: string };
}

/** An event from its row; `beside` are the row changes where they lie beside it. */
export function eventOf(row: EventRow, beside: RowChange[] = []): RecoveryEvent {
  const text = JSON.parse(row.text) as EventText;
  return {
    id: row.id,
    incidentId: text.incident,
    mode: text.mode,
    position: text.position,
    type: text.type,
    at: text.at,
    actorId: text.actor,
    systemId: text.system,
    plantId: text.plant,
    lineId: text.line,
    milestoneId: text.milestone,
    counters: text.counters,
    reason: text.reason,
    data: text.data,
    rows: text.data.rows ?? beside,
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}

/** The events of an incident after a position, oldest first, `most` at the most, with all their rows. */
export async function readEvents(
  client: ClientBase | Pool,
  incidentId: Uuid,
  after: number,
  most: number,
): Promise<RecoveryEvent[]> {
  const { rows } = await client.query<EventRow & { position: number }>({
    name: 'events-after',
    text: `SELECT position, id, text, previous_hash, hash FROM blackstart.event
            WHERE incident_id = $1 AND position > $2 ORDER BY position LIMIT $3`,
    values: [incidentId, after, most],
  });
  const events: RecoveryEvent[] = [];
  for (const row of rows) {
    const event = parsed(incidentId, row, () => eventOf(row));
    const beside = event.data.rowsSha256 ? await besideTexts(client, incidentId, row.position) : null;
    events.push(
      parsed(incidentId, row, () => checked(incidentId, row.position, beside ? withRows(event, beside) : event)),
    );
  }
  return events;
}

/** What an event says, or UnreadableLog where it says nothing that this version knows. */
function parsed<T>(incidentId: Uuid, { position }: { position: number }, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new UnreadableLog(incidentId, position, error);
  }
}

function checked(incidentId: Uuid, position: number, event: RecoveryEvent): RecoveryEvent {
  if (event.incidentId !== incidentId || event.position !== position) throw new Error('it is of another place');
  if (!eventTypes.includes(event.type)) throw new Error('its type is not known');
  const strange = event.rows.find(({ table, row }) => !(table in tableKeys) || row === null || typeof row !== 'object');
  if (strange) throw new Error('it changes a table that is not known');
  return event;
}

function withRows(event: RecoveryEvent, texts: readonly string[]): RecoveryEvent {
  return { ...event, rows: texts.flatMap((text) => JSON.parse(text) as RowChange[]) };
}

async function besideTexts(client: ClientBase | Pool, incidentId: Uuid, position: number): Promise<string[]> {
  const { rows } = await client.query<{ rows: string }>(
    'SELECT rows FROM blackstart.event_rows WHERE incident_id = $1 AND position = $2 ORDER BY seq',
    [incidentId, position],
  );
  return rows.map((chunk) => chunk.rows);
}
