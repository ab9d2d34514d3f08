import type { DataSource } from 'typeorm';
import type { RecoveryEvent } from '../domain/event';
import type { Uuid } from '../domain/rows';
import { type EventRow, eventOf } from './read';

/** Where an object is that no board in memory has: its incident, and the event where it is one. */
export interface NodePlace {
  incidentId: Uuid;
  event: RecoveryEvent | null;
}

type PlaceRow = { incidentId: Uuid } & ({ text: null } | EventRow);

const kinds = ['system', 'plant', 'line', 'milestone', 'hold', 'override', 'note', 'dependency'] as const;
const inIncidents = kinds.map(
  (table) => `UNION ALL SELECT incident_id, id, NULL, NULL, NULL FROM blackstart.${table}
               WHERE id = $1 AND incident_id = ANY ($2)`,
);
// Ids are unique within an incident alone, but for events: the incidents to look in keep every branch on an index.
const findPlace = `
SELECT incident_id AS "incidentId", id, text, previous_hash, hash FROM blackstart.event WHERE id = $1
${inIncidents.join('\n')}
LIMIT 1`;

/** Finds an event, or a plan object of the given incidents, by UUID; null when there is none. */
export async function findNode(records: DataSource, id: Uuid, incidents: readonly Uuid[]): Promise<NodePlace | null> {
  const [row] = await records.query<PlaceRow[]>(findPlace, [id, incidents]);
  if (!row) return null;
  return { incidentId: row.incidentId, event: row.text === null ? null : eventOf(row) };
}
