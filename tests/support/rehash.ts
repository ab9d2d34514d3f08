import canonicalize from 'canonicalize';
import type { EventEntry } from '../../src/evidence/entry';
import { hashOf } from './forge';

/** The events with their hashes made anew from the first one on: what somebody does who knows how. */
export function rehashed(events: readonly EventEntry[]): EventEntry[] {
  let previousHash = '0'.repeat(64);
  return events.map((event) => {
    const hash = hashOf(previousHash, event.text);
    const again = { ...event, previousHash, hash };
    previousHash = hash;
    return again;
  });
}

/** The event with other words in its text, which stays canonical; the columns beside it follow. */
export function reworded(event: EventEntry, change: Record<string, unknown>): EventEntry {
  const said = { ...(JSON.parse(event.text) as Record<string, unknown>), ...change };
  const columns = Object.fromEntries(Object.entries(change).filter(([part]) => part in event));
  return { ...event, ...columns, text: canonicalize(said) as string };
}
