import { randomUUID } from 'node:crypto';
import { type ForgedChange, type ForgedFact, deleted, inserted, updated } from './forge';
import { type ForgedIncident, about } from './forged-incident';

/** A note on no system, which changes nothing that is demanded. */
export function note({ people }: ForgedIncident): ForgedFact {
  const { engineer: by } = people;
  const row = { id: randomUUID(), systemId: null, text: 'all is well', by, at: '2026-01-01T00:00:00.000Z' };
  return { type: 'NOTE_ADDED', actor: by, rows: [inserted('note', row)] };
}

/** Takes away the dependency of app. */
export function cut(incident: ForgedIncident): ForgedFact {
  const { systems, edges, people } = incident;
  const rows = [deleted('dependency', { id: edges.app }), updated('system', { id: systems.app })];
  return about(incident, 'app', { type: 'DEPENDENCY_REMOVED', actor: people.commander, rows });
}

/** Puts the dependency of app back. */
export function mend(incident: ForgedIncident): ForgedFact {
  const { systems, edges, people } = incident;
  const ends = { id: edges.app, systemId: systems.app, dependsOnId: systems.db };
  const edge = { ...ends, strength: 'HARD', kind: 'TECHNICAL', requiredState: 'ONLINE', reason: null };
  const rows: ForgedChange[] = [updated('system', { id: systems.app }), inserted('dependency', edge)];
  return about(incident, 'app', { type: 'DEPENDENCY_ADDED', actor: people.commander, rows });
}
