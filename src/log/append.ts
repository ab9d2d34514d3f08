import type { Uuid } from '../domain/rows';
import type { Statement } from '../postgres/trip';
import type { Draft } from './draft';

/*
 * The head and the events that it leads to, in one statement: the guards want them in that order, and no event is inserted
 * before the head has given its row.
 */
const columns = [
  ...['position', 'id', 'type', 'at', 'actor_id', 'system_id', 'plant_id', 'line_id', 'milestone_id'],
  ...['text', 'previous_hash', 'hash'],
];

const moving = `UPDATE blackstart.incident_head SET position = $2, log_head = $3
    WHERE incident_id = $1 AND position = $4 RETURNING incident_id`;
const beginning = `INSERT INTO blackstart.incident_head (incident_id, position, log_head)
    SELECT $1, $2, $3 WHERE $4 = 0 RETURNING incident_id`;

// As many events as positions, or none of it is done: whoever sends COMMIT along need not wait to count.
const inserting = (head: string, values: string, source: string) => `WITH head AS (${head}), appended AS (
  INSERT INTO blackstart.event (incident_id, ${columns.join(', ')}) SELECT head.incident_id, ${values} FROM head${source}
  RETURNING 1) SELECT 1 / (count(*) = $2 - $4)::int AS met FROM appended`;
const many = `, json_populate_recordset(NULL::blackstart.event, $5::json) e ORDER BY e.position`;
const manyValues = columns.map((column) => `e.${column}`).join(', ');

const beginLog = { name: 'begin-log', text: inserting(beginning, manyValues, many) };
const appendMany = { name: 'append-events', text: inserting(moving, manyValues, many) };
const appendOne = {
  name: 'append-event',
  text: inserting(moving, ['$2', ...columns.slice(1).map((_, at) => `$${at + 5}`)].join(', '), ''),
};

const appendRows = {
  name: 'append-rows',
  text: 'INSERT INTO blackstart.event_rows (incident_id, position, seq, rows) VALUES ($1, $2, $3, $4)',
};

/** Moves the head to the last draft and writes all their events; the guards want them before any row. */
export function* eventStatements(incidentId: Uuid, drafts: readonly Draft[]): Generator<Statement> {
  yield appending(incidentId, drafts);
  for (const { event, beside } of drafts) {
    let seq = 0;
    for (const rows of beside) yield { ...appendRows, values: [incidentId, event.position, seq++, rows] };
  }
}

function appending(incidentId: Uuid, drafts: readonly Draft[]): Statement {
  const { position, hash } = drafts[drafts.length - 1]!.event;
  const before = drafts[0]!.event.position - 1;
  const head = [incidentId, position, hash, before];
  if (drafts.length === 1 && before > 0) {
    return { ...appendOne, values: [...head, ...Object.values(eventRow(drafts[0]!)).slice(1)] };
  }
  const statement = before === 0 ? beginLog : appendMany;
  return { ...statement, values: [...head, JSON.stringify(drafts.map(eventRow))] };
}

// In the order of the columns.
function eventRow({ event, text }: Draft) {
  return {
    position: event.position,
    id: event.id,
    type: event.type,
    at: event.at,
    actor_id: event.actorId,
    system_id: event.systemId,
    plant_id: event.plantId,
    line_id: event.lineId,
    milestone_id: event.milestoneId,
    text,
    previous_hash: event.previousHash,
    hash: event.hash,
  };
}
