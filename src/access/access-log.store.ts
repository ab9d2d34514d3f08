import type { AccessLogType } from '../domain/words';
import { type DataSource, type FindOptionsWhere, In, LessThan, MoreThan, And } from 'typeorm';
import { AccessLogRecord } from './access-log.record';
import type { AccessLogEntry } from './access-log.text';

/** Which entries, oldest first: `first` of them from the front, or `last` of them from the back. */
export interface AccessLogQuery {
  types?: readonly AccessLogType[] | undefined;
  after?: number | undefined;
  before?: number | undefined;
  first?: number | undefined;
  last?: number | undefined;
}

/** A stretch of the access log, oldest first. */
export async function findEntries(records: DataSource, query: AccessLogQuery): Promise<AccessLogEntry[]> {
  const { first, last } = query;
  const order = { position: last === undefined ? 'ASC' : 'DESC' } as const;
  const rows = await records.manager.find(AccessLogRecord, { where: whereOf(query), order, take: last ?? first });
  const entries = rows.map(entryOf);
  return last === undefined ? entries : entries.reverse();
}

/** How many entries there are of these types. */
export function countEntries(records: DataSource, { types }: AccessLogQuery): Promise<number> {
  return records.manager.count(AccessLogRecord, { where: whereOf({ types }) });
}

function whereOf({ types, after, before }: AccessLogQuery): FindOptionsWhere<AccessLogRecord> {
  const bounds = [
    ...(after === undefined ? [] : [MoreThan(after)]),
    ...(before === undefined ? [] : [LessThan(before)]),
  ];
  return {
    ...(bounds.length > 0 && { position: And(...bounds) }),
    ...(types && { type: In(types) }),
  };
}

/** The columns beside the text are what it says; only its data is nowhere else. */
function entryOf(row: AccessLogRecord): AccessLogEntry {
  const { data } = JSON.parse(row.text) as { data: Record<string, unknown> };
  const { id, position, actorId, principalId, tokenId, previousHash, hash } = row;
  const type = row.type as AccessLogType;
  const at = new Date(row.at).toISOString();
  return { id, position, type, at, actorId, principalId, tokenId, data, previousHash, hash };
}
