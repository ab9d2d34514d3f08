import type { DataSource } from 'typeorm';
import type { RecoveryEvent } from '../domain/event';
import type { Uuid } from '../domain/rows';
import type { EventQuery } from './event.store';
import { type EventRow, eventOf } from './read';

/** The oldest events about one system of an incident, in a stretch of its log. */
export interface SystemEvents {
  incidentId: Uuid;
  query: EventQuery & { systemId: Uuid; first: number };
}

// One walk along the index for each system, in one statement for all of them.
const oldestOfEach = `
SELECT found.* FROM unnest($2::uuid[]) AS system (id)
 CROSS JOIN LATERAL (
   SELECT id, text, previous_hash, hash FROM blackstart.event
    WHERE incident_id = $1 AND system_id = system.id AND position > $3 AND position <= $4
    ORDER BY position LIMIT $5) AS found`;

/** The answer to each request, in their order; requests that differ in their system alone are one statement. */
export async function findSystemEvents(
  records: DataSource,
  requests: readonly SystemEvents[],
): Promise<RecoveryEvent[][]> {
  const alike = grouped(requests, stretchName);
  const answers = new Map(
    await Promise.all([...alike].map(async ([name, group]) => [name, await findAlike(records, group)] as const)),
  );
  return requests.map((request) => answers.get(stretchName(request))?.get(request.query.systemId) ?? []);
}

function stretchName({ incidentId, query }: SystemEvents): string {
  return [incidentId, query.after ?? 0, query.upTo, query.first].join(' ');
}

async function findAlike(
  records: DataSource,
  alike: readonly SystemEvents[],
): Promise<Map<Uuid | null, RecoveryEvent[]>> {
  const [{ incidentId, query }] = alike as [SystemEvents];
  const systems = [...new Set(alike.map((request) => request.query.systemId))];
  const values = [incidentId, systems, query.after ?? 0, query.upTo, query.first];
  const rows = await records.query<EventRow[]>(oldestOfEach, values);
  return grouped(
    rows.map((row) => eventOf(row)),
    (event) => event.systemId,
  );
}

/** Items by what `nameOf` calls each of them, in their order. */
export function grouped<T, K>(items: readonly T[], nameOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(nameOf(item));
    if (group) group.push(item);
    else groups.set(nameOf(item), [item]);
  }
  return groups;
}
