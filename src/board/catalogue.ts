import type { Instant, Uuid } from '../domain/rows';
import type { IncidentStatus } from '../domain/words';

/** What is known of every incident without its board. */
export interface CatalogueEntry {
  id: Uuid;
  key: string;
  status: IncidentStatus;
  declaredAt: Instant;
}
