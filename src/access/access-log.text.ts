import canonicalize from 'canonicalize';
import type { Instant, Uuid } from '../domain/rows';
import type { AccessLogType } from '../domain/words';

/** One fact about one principal: who did it, and how the principal (and the token in question) stood after it. */
export interface AccessLogEntry {
  id: Uuid;
  /** 1, 2, 3 … without a gap. */
  position: number;
  type: AccessLogType;
  at: Instant;
  actorId: Uuid;
  principalId: Uuid;
  tokenId: Uuid | null;
  data: Record<string, unknown>;
  previousHash: string;
  hash: string;
}

const formatVersion = 1;

/** The canonical text (RFC 8785) of an entry, which its hash covers. */
export function entryText(entry: Omit<AccessLogEntry, 'id' | 'hash' | 'previousHash'>): string {
  const { position, type, at, data } = entry;
  const ids = { actor: entry.actorId, principal: entry.principalId, token: entry.tokenId };
  return canonicalize({ v: formatVersion, log: 'access', position, type, at, ...ids, data }) as string;
}
