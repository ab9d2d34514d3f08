import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { RecoveryEvent, Fact } from '../domain/event';
import type { RowChange } from '../domain/tables';

const formatVersion = 1;
const largestRows = 64 * 1024;
/** How many changes lie in one text beside an event. */
export const changesBeside = 5000;

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

type Sealed = Omit<RecoveryEvent, 'id' | 'hash' | 'previousHash' | 'rows' | 'data'>;

/** The text of an event that its hash covers: canonical as a whole, around data whose canonical text is known. */
export function eventText(event: Sealed, dataText: string): string {
  const { actorId: actor, at, counters, incidentId: incident, mode, position, reason, type } = event;
  const { systemId: system, plantId: plant, lineId: line, milestoneId: milestone } = event;
  const before = canonical({ actor, at, counters });
  const places = { system, plant, line, milestone };
  const after = canonical({ incident, mode, position, reason, type, ...places, v: formatVersion });
  return `${before.slice(0, -1)},"data":${dataText},${after.slice(1)}`;
}

/** An event's data and its canonical text, and what lies beside it. */
interface SealedData {
  data: Record<string, unknown>;
  dataText: string;
  beside: Iterable<string>;
}

/** An event's data, with its rows inside where they are small, else counts and the hash of the texts kept beside it. */
export function sealedData(fact: Fact): SealedData {
  const facts = fact.facts ?? {};
  const whole = { ...facts, rows: fact.rows };
  const text = fact.rows.length <= changesBeside ? canonical(whole) : null;
  if (text !== null && Buffer.byteLength(text) <= largestRows) return { data: whole, dataText: text, beside: [] };
  const beside = { [Symbol.iterator]: () => textsOf(fact.rows) };
  const data = { ...facts, counts: countsOf(fact.rows), rowsSha256: hashOf(beside) };
  return { data, dataText: canonical(data), beside };
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
