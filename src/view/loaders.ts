import DataLoader from 'dataloader';
import type { RecoveryEvent } from '../domain/event';
import { type SystemEvents, findSystemEvents } from '../log/system-events.store';
import type { RequestContext } from './context';

/** What one request reads from Postgres for many objects at once. */
export interface Loaders {
  systemEvents: DataLoader<SystemEvents, RecoveryEvent[]>;
}

export function loadersOf({ records }: Pick<RequestContext, 'records'>): Loaders {
  const systemEvents = (requests: readonly SystemEvents[]) => findSystemEvents(records, requests);
  return { systemEvents: new DataLoader(systemEvents, { cache: false }) };
}
