import type { ClientBase, Pool } from 'pg';
import type { RecoveryEvent } from '../domain/event';
import type { Uuid } from '../domain/rows';
import type { RowChange } from '../domain/tables';
import type { EventType, IncidentMode } from '../domain/words';

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
  const { rows } = await client.query<EventRow>({
    name: 'events-after',
    text: `SELECT id, text, previous_hash, hash FROM blackstart.event
            WHERE incident_id = $1 AND position > $2 ORDER BY position LIMIT $3`,
    values: [incidentId, after, most],
  });
  const events: RecoveryEvent[] = [];
  for (const row of rows) {
    const event = eventOf(row);
    events.push(event.data.rowsSha256 ? { ...event, rows: await readBeside(client, event) } : event);
  }
  return events;
}

async function readBeside(client: ClientBase | Pool, event: RecoveryEvent): Promise<RowChange[]> {
  const { rows } = await client.query<{ rows: string }>(
    'SELECT rows FROM blackstart.event_rows WHERE incident_id = $1 AND position = $2 ORDER BY seq',
    [event.incidentId, event.position],
  );
  return rows.flatMap((chunk) => JSON.parse(chunk.rows) as RowChange[]);
}
