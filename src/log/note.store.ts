import type { DataSource } from 'typeorm';
import type { NoteRow } from '../domain/marks';
import type { Uuid } from '../domain/rows';
import { grouped } from './system-events.store';

/** Which notes of an incident: all, or those on one system; as of a position. */
export interface NotesOf {
  incidentId: Uuid;
  systemId: Uuid | null;
  upTo: number;
}

/** The oldest of them after a position. */
export interface NoteStretch extends NotesOf {
  after: number;
  first: number;
}

const columns = 'id, system_id AS "systemId", text, "by", at, version';
const oldestOfIncident = `
SELECT ${columns} FROM blackstart.note
 WHERE incident_id = $1 AND version > $2 AND version <= $3
 ORDER BY version LIMIT $4`;

// One walk along the index for each system, in one statement for all of them.
const oldestOfEach = `
SELECT found.* FROM unnest($5::uuid[]) AS system (id)
 CROSS JOIN LATERAL (
   SELECT ${columns} FROM blackstart.note
    WHERE incident_id = $1 AND system_id = system.id AND version > $2 AND version <= $3
    ORDER BY version LIMIT $4) AS found`;

const countOfIncident = `
SELECT NULL::uuid AS id, count(*)::int AS count FROM blackstart.note WHERE incident_id = $1 AND version <= $2`;
const countOfEach = `
SELECT system_id AS id, count(*)::int AS count FROM blackstart.note
 WHERE incident_id = $1 AND version <= $2 AND system_id = ANY ($3::uuid[])
 GROUP BY system_id`;

/** The notes of each stretch, oldest first, in the order of the stretches; those that differ in their system alone are one statement. */
export function findNotes(records: DataSource, stretches: readonly NoteStretch[]): Promise<NoteRow[][]> {
  return together(stretches, async (alike, systems) => {
    const values = [alike.incidentId, alike.after, alike.upTo, alike.first];
    if (!systems) return new Map([[null, await records.query<NoteRow[]>(oldestOfIncident, values)]]);
    return grouped(await records.query<NoteRow[]>(oldestOfEach, [...values, systems]), ({ systemId }) => systemId);
  }).then((answers) => answers.map((notes) => notes ?? []));
}

/** How many notes there are of each, in their order; those that differ in their system alone are one statement. */
export function countNotes(records: DataSource, counted: readonly NotesOf[]): Promise<number[]> {
  return together(counted, async ({ incidentId, upTo }, systems) => {
    const [statement, values] = systems ? [countOfEach, [systems]] : [countOfIncident, []];
    const rows = await records.query<{ id: Uuid | null; count: number }[]>(statement, [incidentId, upTo, ...values]);
    return new Map(rows.map(({ id, count }) => [id, count]));
  }).then((answers) => answers.map((count) => count ?? 0));
}

/** One note by UUID, as of a position; null when there is none. */
export async function findNote(
  records: DataSource,
  { incidentId, id, upTo }: { incidentId: Uuid; id: Uuid; upTo: number },
): Promise<NoteRow | null> {
  const statement = `SELECT ${columns} FROM blackstart.note WHERE incident_id = $1 AND id = $2 AND version <= $3`;
  const [row] = await records.query<NoteRow[]>(statement, [incidentId, id, upTo]);
  return row ?? null;
}

/** Asks once for all requests that differ in their system alone: `systems`, or null for the whole incident. */
async function together<R extends NotesOf, A>(
  requests: readonly R[],
  ask: (alike: R, systems: Uuid[] | null) => Promise<Map<Uuid | null, A>>,
): Promise<(A | undefined)[]> {
  const groups = [...grouped(requests, nameOf)].map(async ([name, group]) => {
    const systems = group.flatMap(({ systemId }) => systemId ?? []);
    return [name, await ask(group[0] as R, systems.length > 0 ? [...new Set(systems)] : null)] as const;
  });
  const answers = new Map(await Promise.all(groups));
  return requests.map((request) => answers.get(nameOf(request))?.get(request.systemId));
}

function nameOf({ systemId, ...rest }: NotesOf): string {
  return JSON.stringify([systemId === null, ...Object.values(rest)]);
}
