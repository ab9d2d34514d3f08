import type { DataSource } from 'typeorm';
import type { Counters } from '../domain/event';
import type { Instant, Uuid } from '../domain/rows';
import type { EventType } from '../domain/words';

/** The counters of an incident as they stood after one event. */
export interface HistoryPoint extends Counters {
  position: number;
  at: Instant;
}

// What can move a counter; the index by type finds these alone.
const moving: EventType[] = [
  ...(['INCIDENT_DECLARED', 'PLAN_APPLIED', 'SYSTEM_ONLINE', 'SYSTEM_OFFLINE', 'SYSTEM_RETIRED'] as const),
  ...(['SYSTEM_REINSTATED', 'RESTORE_STARTED', 'SYSTEM_RESTORED', 'VALIDATION_FAILED'] as const),
  ...(['CONTAINMENT_VERIFIED', 'CONTAINMENT_REVOKED', 'VERIFICATION_EXPIRED'] as const),
];

// The canonical text has its keys in the order of the alphabet: actor, at and counters fill its beginning, so that of a long
// text only that is unpacked. Of the changes every place is kept where place × (points - 1) / last enters the next whole number.
const thinned = `
WITH told AS (
  SELECT position, at, substring(left(text, 300) FROM '"counters":([{][^}]*[}])') AS counters
    FROM blackstart.event
   WHERE incident_id = $1 AND position <= $2 AND type = ANY ($3)
  UNION
  SELECT position, at, substring(left(text, 300) FROM '"counters":([{][^}]*[}])')
    FROM blackstart.event
   WHERE incident_id = $1 AND position IN (1, $2)
), compared AS (
  SELECT *, counters IS DISTINCT FROM lag(counters) OVER (ORDER BY position) AS moved FROM told
), placed AS (
  SELECT position, at, counters,
         row_number() OVER (ORDER BY position) - 1 AS place, nullif(count(*) OVER () - 1, 0) AS last
    FROM compared WHERE moved OR position = $2
)
SELECT position, at, counters::json AS counters FROM placed
 WHERE place IS NOT DISTINCT FROM last OR last IS NULL
    OR $4 > 1 AND (place = 0 OR place * ($4 - 1) / last > (place - 1) * ($4 - 1) / last)
 ORDER BY position`;

/**
 * The counters after each event that moved one, up to a position: oldest first, the first and the last always, evenly
 * thinned to at most `points` in Postgres.
 */
export async function findHistory(
  records: DataSource,
  { incidentId, upTo, points }: { incidentId: Uuid; upTo: number; points: number },
): Promise<HistoryPoint[]> {
  const values = [incidentId, upTo, moving, points];
  const rows = await records.query<{ position: number; at: Instant; counters: Counters }[]>(thinned, values);
  return rows.map(({ counters, ...row }) => ({ ...row, ...counters }));
}
