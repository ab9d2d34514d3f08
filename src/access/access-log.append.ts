import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { linkHash } from '../chain/link';
import type { Instant, Uuid } from '../domain/rows';
import type { AccessLogType } from '../domain/words';
import { AccessLogRecord } from './access-log.record';
import { entryText } from './access-log.text';

/** What a change of the directory did, once it is written. */
export interface AccessFact {
  type: AccessLogType;
  principalId: Uuid;
  tokenId?: Uuid;
  /** What a reader wants to know beside the principal and the token as they are now; JSON without secrets. */
  facts?: Record<string, unknown>;
}

interface LogHead {
  position: number;
  logHead: string;
  at: Instant;
}

const headNow = `
SELECT h.log_position AS position, h.log_head AS "logHead",
  greatest(blackstart.now(), (SELECT l.at FROM blackstart.access_log l WHERE l.position = h.log_position)) AS at
FROM blackstart.directory_head h`;

/** Takes the lock under which changes of the directory follow each other. */
export async function lockDirectory(tx: EntityManager): Promise<void> {
  await tx.query('SELECT FROM blackstart.directory_head FOR NO KEY UPDATE');
}

/**
 * Goes on with the access log: one entry a fact, with the principal as it stands in this transaction. The guards compare at
 * commit, so it comes after the changes themselves.
 */
export async function appendEntries(tx: EntityManager, actorId: Uuid, facts: readonly AccessFact[]): Promise<void> {
  const [head] = await tx.query<LogHead[]>(headNow);
  if (!head) throw new Error('directory_head has no row');
  const rows: AccessLogRecord[] = [];
  for (const fact of facts) rows.push(await sealed(tx, actorId, fact, rows.at(-1) ?? null, head));
  const last = rows.at(-1) as AccessLogRecord;
  const move = `UPDATE blackstart.directory_head SET version = version + 1, log_position = $1, log_head = $2`;
  await tx.query(move, [last.position, last.hash]);
  await tx.insert(AccessLogRecord, rows);
}

async function sealed(
  tx: EntityManager,
  actorId: Uuid,
  fact: AccessFact,
  before: AccessLogRecord | null,
  head: LogHead,
): Promise<AccessLogRecord> {
  const { type, principalId, tokenId = null } = fact;
  const data = { ...fact.facts, ...(await toldNow(tx, fact)) };
  const position = (before?.position ?? head.position) + 1;
  const previousHash = before?.hash ?? head.logHead;
  const text = entryText({ position, type, at: head.at, actorId, principalId, tokenId, data });
  const hash = linkHash(previousHash, text);
  const ids = { id: randomUUID(), actorId, principalId, tokenId };
  return { ...ids, position, type, at: new Date(head.at), text, previousHash, hash };
}

async function toldNow(tx: EntityManager, { principalId, tokenId }: AccessFact): Promise<Record<string, unknown>> {
  const text = 'SELECT blackstart.told_of($1) AS principal, blackstart.told_of_token($2) AS token';
  const [told] = await tx.query<{ principal: unknown; token: unknown }[]>(text, [principalId, tokenId ?? null]);
  return { principal: told?.principal ?? null, ...(tokenId !== undefined && { token: told?.token ?? null }) };
}
