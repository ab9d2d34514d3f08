import type { ClientBase } from 'pg';
import type { TableShapes } from '../board/load';
import { rowName } from '../board/tables';
import type { Uuid } from '../domain/rows';
import { type RecoveryTable, type RowChange, tableKeys } from '../domain/tables';
import type { Draft } from './draft';

type Row = Record<string, unknown>;

/** Rows of one table that change in the same way: one statement; `versions` are the positions of their events. */
interface Batch {
  table: RecoveryTable;
  op: RowChange['op'];
  properties: string[];
  rows: Row[];
  versions: number[];
}

const rowsAtOnce = 5000;

/** Writes what the drafts changed, in as few statements as their order allows, and counts every row. */
export async function writeRows(
  client: ClientBase,
  shapes: TableShapes,
  incidentId: Uuid,
  drafts: readonly Draft[],
  onRows: (rows: number) => void = () => undefined,
): Promise<void> {
  for (const batch of batchesOf(drafts)) {
    const statement = statementOf(batch, shapes);
    for (let from = 0; from < batch.rows.length; from += rowsAtOnce) {
      const rows = versioned(batch, from);
      const { rowCount } = await client.query({ ...statement, values: [incidentId, JSON.stringify(rows)] });
      if (rowCount !== rows.length) throw new Error(`${batch.op} ${batch.table}: ${rowCount} of ${rows.length} rows`);
      onRows(rows.length);
    }
  }
}

// Copied a slice at a time: all the rows of a large plan once more would be 200 MB.
function versioned({ rows, versions }: Batch, from: number): Row[] {
  return rows.slice(from, from + rowsAtOnce).map((row, at) => ({ ...row, version: versions[from + at] }));
}

// A change joins the latest batch of its shape, unless a later batch holds the same row already: then order matters.
function batchesOf(drafts: readonly Draft[]): Batch[] {
  const batches: Batch[] = [];
  const byShape = new Map<string, number>();
  const lastWrites = new Map<RecoveryTable, Map<string, number>>();
  for (const { fact, event } of drafts) {
    for (const { table, op, row } of fact.rows) {
      const shape = `${op} ${table} ${Object.keys(row).join()}`;
      const name = rowName(table, row);
      const lastWrite = lastWrites.get(table) ?? new Map<string, number>();
      lastWrites.set(table, lastWrite);
      let index = byShape.get(shape);
      if (index === undefined || (lastWrite.get(name) ?? -1) >= index) {
        const properties = op === 'delete' ? [...tableKeys[table]] : [...Object.keys(row), 'version'];
        index = batches.push({ table, op, properties, rows: [], versions: [] }) - 1;
        byShape.set(shape, index);
      }
      lastWrite.set(name, index);
      batches[index]!.rows.push(row);
      batches[index]!.versions.push(event.position);
    }
  }
  return batches;
}

// Statements are named by their text's shape, so that each connection plans each of them once.
function statementOf({ table, op, properties }: Batch, shapes: TableShapes): { name: string; text: string } {
  const columns = properties.map((property) => {
    const shape = shapes[table].find((candidate) => candidate.property === property);
    if (!shape) throw new Error(`${table} has no column for ${property}`);
    return shape;
  });
  const input = columns.map(({ property, type }) => `"${property}" ${type}`).join(', ');
  const source = `json_to_recordset($2::json) AS x(${input})`;
  const names = columns.map(({ column }) => column).join(', ');
  const values = columns.map(({ property }) => `x."${property}"`).join(', ');
  const same = columns
    .filter(({ property }) => (tableKeys[table] as readonly string[]).includes(property))
    .map(({ column, property }) => `t.${column} = x."${property}"`)
    .join(' AND ');
  const texts = {
    insert: `INSERT INTO blackstart.${table} (incident_id, ${names}) SELECT $1, ${values} FROM ${source}`,
    update: `UPDATE blackstart.${table} t SET (${names}) = ROW(${values}) FROM ${source} WHERE t.incident_id = $1 AND ${same}`,
    delete: `DELETE FROM blackstart.${table} t USING ${source} WHERE t.incident_id = $1 AND ${same}`,
  };
  return { name: `${op} ${table} ${shortName(names)}`, text: texts[op] };
}

// Postgres cuts statement names at 63 bytes: long column lists are told apart by a checksum.
function shortName(names: string): string {
  let sum = 0;
  for (let n = 0; n < names.length; n++) sum = (Math.imul(sum, 31) + names.charCodeAt(n)) >>> 0;
  return sum.toString(36);
}

/** Writes the head that the drafts lead to, then their events: the guards want them in that order, before any row. */
export async function writeEvents(client: ClientBase, incidentId: Uuid, drafts: readonly Draft[]): Promise<void> {
  const last = drafts[drafts.length - 1]!.event;
  if (drafts[0]!.event.position === 1) {
    await client.query('INSERT INTO blackstart.incident_head (incident_id, position, log_head) VALUES ($1, $2, $3)', [
      ...[incidentId, last.position, last.hash],
    ]);
  } else {
    const { rowCount } = await client.query({
      name: 'move-head',
      text: 'UPDATE blackstart.incident_head SET position = $2, log_head = $3 WHERE incident_id = $1 AND position = $4',
      values: [incidentId, last.position, last.hash, drafts[0]!.event.position - 1],
    });
    if (rowCount !== 1) throw new Error('the head moved although it was locked');
  }
  await insertEvents(client, drafts);
  for (const { event, beside } of drafts) {
    let seq = 0;
    for (const rows of beside) {
      await client.query(
        'INSERT INTO blackstart.event_rows (incident_id, position, seq, rows) VALUES ($1, $2, $3, $4)',
        [...[incidentId, event.position, seq++, rows]],
      );
    }
  }
}

async function insertEvents(client: ClientBase, drafts: readonly Draft[]): Promise<void> {
  const rows = drafts.map(({ event, text }) => ({
    incident_id: event.incidentId,
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
  }));
  const columns = Object.keys(rows[0]!).join(', ');
  await client.query({
    name: 'insert-events',
    text: `INSERT INTO blackstart.event (${columns})
           SELECT ${columns} FROM json_populate_recordset(NULL::blackstart.event, $1::json) ORDER BY position`,
    values: [JSON.stringify(rows)],
  });
}
