import type { Instant, Uuid } from '../domain/rows';
import type { Statement } from '../postgres/trip';
import { changesBeside } from './canonical';
import type { Draft } from './draft';

/*
 * The head, then the events that it leads to. When the head is not where it was read, it stays there, and the guard takes no event
 * under a head that this transaction has not moved: whoever sends COMMIT along need not wait to count. One statement for both that
 * counts took 20 to 60 µs more.
 */
const columns = [
  ...['position', 'id', 'type', 'at', 'actor_id', 'system_id', 'plant_id', 'line_id', 'milestone_id'],
  ...['text', 'previous_hash', 'hash'],
];

const beginLog = {
  name: 'begin-log',
  text: 'INSERT INTO blackstart.incident_head (incident_id, position, log_head) VALUES ($1, $2, $3)',
};
const moveHead = {
  name: 'move-head',
  text: 'UPDATE blackstart.incident_head SET position = $2, log_head = $3 WHERE incident_id = $1 AND position = $4',
};
// One that was judged before the head was taken: by a time that is not long past when it is.
const moveHeadInTime = {
  name: 'move-head-in-time',
  text: `${moveHead.text} AND blackstart.now() < $5::timestamptz + interval '1 second'`,
};
const into = `INSERT INTO blackstart.event (incident_id, ${columns.join(', ')})`;
const appendOne = {
  name: 'append-event',
  text: `${into} VALUES ($1, ${columns.map((_, at) => `$${at + 2}`).join(', ')})`,
};
const appendMany = {
  name: 'append-events',
  text: `${into} SELECT $1, ${columns.map((column) => `e.${column}`).join(', ')}
    FROM json_populate_recordset(NULL::blackstart.event, $2::json) e ORDER BY e.position`,
};

const appendRows = {
  name: 'append-rows',
  text: 'INSERT INTO blackstart.event_rows (incident_id, position, seq, rows) VALUES ($1, $2, $3, $4)',
};

/** A statement, and how many changes of rows it brings. */
export type LogStatement = Statement & { count: number };

/**
 * Moves the head to the last draft. `judgedAt` is the time by which the drafts were judged, where that was before the head was taken: a
 * second later it is not taken.
 */
export function headStatement(incidentId: Uuid, drafts: readonly Draft[], judgedAt: Instant | null = null): Statement {
  const { position, hash } = drafts[drafts.length - 1]!.event;
  const before = drafts[0]!.event.position - 1;
  const head = [incidentId, position, hash];
  if (before === 0) return { ...beginLog, values: head };
  if (judgedAt === null) return { ...moveHead, values: [...head, before] };
  return { ...moveHeadInTime, values: [...head, before, judgedAt] };
}

/**
 * Writes the events of drafts, which is what changes the tables: Postgres applies the rows of each event before it judges the next.
 * Rows that lie beside an event come right after it. The head must have been moved to the last of them.
 */
export function* eventStatements(incidentId: Uuid, drafts: readonly Draft[]): Generator<LogStatement> {
  let inside: Draft[] = [];
  for (const draft of drafts) {
    inside.push(draft);
    if (!hasRowsBeside(draft)) continue;
    yield appending(incidentId, inside);
    yield* appendingRows(incidentId, draft);
    inside = [];
  }
  if (inside.length > 0) yield appending(incidentId, inside);
}

function hasRowsBeside({ event }: Draft): boolean {
  return 'rowsSha256' in event.data;
}

function* appendingRows(incidentId: Uuid, { event, fact, beside }: Draft): Generator<LogStatement> {
  let seq = 0;
  for (const rows of beside) {
    const count = Math.min(changesBeside, fact.rows.length - seq * changesBeside);
    yield { ...appendRows, values: [incidentId, event.position, seq++, rows], count };
  }
}

function appending(incidentId: Uuid, drafts: readonly Draft[]): LogStatement {
  const inside = drafts.filter((draft) => !hasRowsBeside(draft));
  const count = inside.reduce((sum, { fact }) => sum + fact.rows.length, 0);
  const [first, ...more] = drafts.map(eventRow);
  if (first && more.length === 0) return { ...appendOne, values: [incidentId, ...Object.values(first)], count };
  return { ...appendMany, values: [incidentId, JSON.stringify([first, ...more])], count };
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
