import type { DataSource, SelectQueryBuilder } from 'typeorm';
import type { RecoveryEvent } from '../domain/event';
import type { Uuid } from '../domain/rows';
import type { EventType } from '../domain/words';
import { EventRecord } from './event.record';
import { eventOf } from './read';

/** A stretch of an incident's log, up to a position; positions `after` and `before` are exclusive. */
export interface EventQuery {
  upTo: number;
  types?: readonly EventType[] | null;
  systemId?: Uuid | null;
  plantId?: Uuid | null;
  /** At most so many: of the oldest, or with `last` of the newest. */
  first?: number;
  last?: number;
  after?: number | undefined;
  before?: number | undefined;
}

/** The events of a stretch, oldest first; rows that lie beside an event are left there. */
export async function findEvents(records: DataSource, incidentId: Uuid, query: EventQuery): Promise<RecoveryEvent[]> {
  const newestFirst = query.last !== undefined;
  const rows = await matching(records, incidentId, query)
    .orderBy('event.position', newestFirst ? 'DESC' : 'ASC')
    .limit(query.last ?? query.first)
    .getMany();
  const events = rows.map(({ id, text, previousHash, hash }) =>
    eventOf({ id, text, previous_hash: previousHash, hash }),
  );
  return newestFirst ? events.reverse() : events;
}

/** How many events match, wherever a page of them begins. */
export function countEvents(records: DataSource, incidentId: Uuid, query: EventQuery): Promise<number> {
  const { after: _after, before: _before, ...whole } = query;
  return matching(records, incidentId, whole).getCount();
}

function matching(records: DataSource, incidentId: Uuid, query: EventQuery): SelectQueryBuilder<EventRecord> {
  const { upTo, after, before, types, systemId, plantId } = query;
  const builder = records
    .getRepository(EventRecord)
    .createQueryBuilder('event')
    .where('event.incidentId = :incidentId AND event.position <= :upTo', { incidentId, upTo });
  if (after !== undefined) builder.andWhere('event.position > :after', { after });
  if (before !== undefined) builder.andWhere('event.position < :before', { before });
  if (types) builder.andWhere('event.type = ANY(:types)', { types });
  if (systemId) builder.andWhere('event.systemId = :systemId', { systemId });
  if (plantId) builder.andWhere('event.plantId = :plantId', { plantId });
  return builder;
}
