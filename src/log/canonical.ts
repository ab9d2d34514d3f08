import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { RecoveryEvent, Fact } from '../domain/event';
import type { RowChange } from '../domain/tables';

const formatVersion = 1;
const largestRows = 64 * 1024;
const changesBeside = 5000;

/** The canonical text (RFC 8785) of a JSON value. */
export function canonical(value: unknown): string {
  return canonicalize(value) as string;
}

/** SHA-256 in lower-case hex over the UTF-8 of some texts, one after the other. */
export function sha256(...texts: string[]): string {
  return hashOf(texts);
}

function hashOf(texts: Iterable<string>): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text, 'utf8');
  return hash.digest('hex');
}

type Sealed = Omit<RecoveryEvent, 'id' | 'hash' | 'previousHash' | 'rows'>;

/** The text of an event that its hash covers. */
export function eventText(event: Sealed): string {
  return canonical({
    v: formatVersion,
    incident: event.incidentId,
    mode: event.mode,
    position: event.position,
    type: event.type,
    at: event.at,
    actor: event.actorId,
    system: event.systemId,
    plant: event.plantId,
    line: event.lineId,
    milestone: event.milestoneId,
    counters: event.counters,
    reason: event.reason,
    data: event.data,
  });
}

/** An event's data, with its rows inside where they are small, else counts and the hash of the texts kept beside it. */
export function sealedData(fact: Fact): { data: Record<string, unknown>; beside: Iterable<string> } {
  const facts = fact.facts ?? {};
  const whole = { ...facts, rows: fact.rows };
  const isSmall = fact.rows.length <= changesBeside && Buffer.byteLength(canonical(whole)) <= largestRows;
  if (isSmall) return { data: whole, beside: [] };
  const beside = { [Symbol.iterator]: () => textsOf(fact.rows) };
  return { data: { ...facts, counts: countsOf(fact.rows), rowsSha256: hashOf(beside) }, beside };
}

// Made anew for the hash and for the table: kept in between, those of a large plan would be 150 MB.
function* textsOf(rows: readonly RowChange[]): Generator<string> {
  for (let from = 0; from < rows.length; from += changesBeside) {
    yield JSON.stringify(rows.slice(from, from + changesBeside));
  }
}

function countsOf(rows: readonly RowChange[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { table } of rows) counts[table] = (counts[table] ?? 0) + 1;
  return counts;
}
