import canonicalize from 'canonicalize';
import { Chain } from '../../src/evidence/chain';
import type { EventEntry, LogEntry, LogHead } from '../../src/evidence/entry';
import { hashOf } from '../support/forge';
import { sha256 } from '../../src/log/canonical';

const incident = '00000000-0000-4000-8000-000000000001';
const actor = '00000000-0000-4000-8000-000000000002';
const genesis = '0'.repeat(64);

/** What an event says; what is left out is what the builder gives it. */
type Said = Record<string, unknown>;

/** A log of sound events; `say` changes what one of them says. */
function logOf(count: number, say: (position: number) => Said = () => ({})): EventEntry[] {
  let previousHash = genesis;
  return Array.from({ length: count }, (_, n) => {
    const position = n + 1;
    const columns = { position, type: 'NOTE_ADDED', at: `2026-01-01T00:00:0${n}.000Z`, actor };
    const ids = { system: null, plant: null, line: null, milestone: null };
    const rest = { counters: { online: 0, verified: 0, total: 0 }, reason: null, data: { rows: [] } };
    const said = { v: 1, incident, mode: 'LIVE', ...columns, ...ids, ...rest, ...say(position) };
    const text = canonicalize(said) as string;
    const hash = hashOf(previousHash, text);
    const event = { ...columns, ...ids, ...copiedFrom(say(position)), text, previousHash, hash };
    previousHash = hash;
    return event;
  });
}

const copiedFrom = (said: Said) =>
  Object.fromEntries(Object.entries(said).filter(([part]) => /^(at|type)$/.test(part)));

const headOf = (events: readonly EventEntry[]): LogHead[] =>
  events.slice(-1).map(({ position, hash }) => ({ position, logHead: hash }));

function faultsOf(entries: readonly LogEntry[], heads: readonly LogHead[]): string[] {
  const faults: string[] = [];
  const chain = new Chain(incident, (fault) => faults.push(fault));
  for (const entry of entries) chain.add(entry);
  chain.end(heads);
  return faults;
}

describe('a chain', () => {
  const sound = logOf(5);
  const end = headOf(sound);
  const changed = (position: number, change: Partial<EventEntry>) =>
    sound.map((event) => (event.position === position ? { ...event, ...change } : event));

  test('that is sound, and one that has not begun', () => {
    expect(faultsOf(sound, end)).toEqual([]);
    expect(faultsOf([], [{ position: 0, logHead: genesis }])).toEqual([]);
  });

  test('with a gap', () => {
    expect(faultsOf(sound.toSpliced(2, 1), end)).toEqual([
      'Event 3 is missing.',
      'Event 4 does not name the hash of the event before it.',
    ]);
    expect(faultsOf(sound.toSpliced(1, 3), end)[0]).toBe('The events 2 to 4 are missing.');
    expect(faultsOf(sound.slice(1), end)[0]).toBe('Event 1 is missing.');
  });

  test('with an event twice, or in another order', () => {
    expect(faultsOf(sound.toSpliced(2, 0, sound[1]!), end)[0]).toBe('Event 2 stands behind event 2.');
    expect(faultsOf(sound.toSpliced(1, 2, sound[2]!, sound[1]!), end)).toContain('Event 2 stands behind event 3.');
  });

  test('with another text, hash or link', () => {
    const text = sound[2]!.text.replace('"reason":null', '"reason":"x"');
    expect(faultsOf(changed(3, { text }), end)).toEqual(['The hash of event 3 is not that of its text.']);
    expect(faultsOf(changed(3, { text, hash: hashOf(sound[1]!.hash, text) }), end)).toEqual([
      'Event 4 does not name the hash of the event before it.',
    ]);
    expect(faultsOf(changed(3, { hash: genesis }), end)).toEqual([
      'The hash of event 3 is not that of its text.',
      'Event 4 does not name the hash of the event before it.',
    ]);
    expect(faultsOf(changed(1, { previousHash: 'f'.repeat(64) }), end)[0]).toBe(
      'Event 1 does not name the hash of the event before it.',
    );
  });

  test('that does not end at its head', () => {
    expect(faultsOf(sound.slice(0, 4), end)).toEqual(['The head stands at position 5, and the log ends at 4.']);
    expect(faultsOf(sound, [{ position: 5, logHead: genesis }])).toEqual([
      'The head at position 5 has another hash than event 5.',
    ]);
    expect(faultsOf(sound, [])).toEqual(['The log has 0 heads.']);
    expect(faultsOf(sound, [...end, ...end])).toEqual(['The log has 2 heads.']);
  });

  test.each([
    ['type', 'NOTE_REMOVED'],
    ['at', '2026-01-01T00:00:02.001Z'],
    ['actor', incident],
    ['system', incident],
    ['plant', incident],
    ['line', incident],
    ['milestone', incident],
  ])('with another %s beside an event than in its text', (column, value) => {
    expect(faultsOf(changed(3, { [column]: value }), end)).toEqual([
      `Beside event 3 stands another ${column} than in its text.`,
    ]);
  });
});

describe('a chain whose hashes are right', () => {
  const told = (say: (position: number) => Said) => {
    const events = logOf(4, say);
    return faultsOf(events, headOf(events));
  };
  const at = (position: number, said: Said) => told((each) => (each === position ? said : {}));

  test.each([
    ['of another incident', { incident: actor }, 'The text of event 3 is of another incident.'],
    ['of another mode', { mode: 'EXERCISE' }, 'Event 3 has another mode than the events before it.'],
    ['of an earlier time', { at: '2025-12-31T23:59:59.999Z' }, 'Event 3 is dated before the event before it.'],
    ['of no time', { at: 'soon' }, 'The time of event 3 is none.'],
    ['of another format', { v: 2 }, 'The text of event 3 is not the canonical text of an event.'],
    ['with a further part', { also: 1 }, 'The text of event 3 is not the canonical text of an event.'],
    ['with data that is none', { data: null }, 'The text of event 3 is not the canonical text of an event.'],
  ])('tells an event %s', (_, said, fault) => {
    expect(at(3, said)).toEqual([fault]);
  });

  test('takes an event at the same time as the one before', () => {
    expect(at(3, { at: '2026-01-01T00:00:01.000Z' })).toEqual([]);
  });

  test.each([
    ['spaces', (text: string) => text.replace(':', ': ')],
    ['another order', (text: string) => `{"v":1,${text.slice(1).replace(',"v":1', '')}`],
    ['a key twice', (text: string) => text.replace('"v":1', '"v":1,"v":1')],
    ['a number written otherwise', (text: string) => text.replace('"online":0', '"online":0.0')],
    ['an escape for a plain character', (text: string) => text.replace('NOTE', '\\u004eOTE')],
    ['a lone surrogate', (text: string) => text.replace('"reason":null', '"reason":"\\ud83d"')],
  ])('tells a text with %s', (_, change) => {
    const events = logOf(1).map((event) => {
      const text = change(event.text);
      expect(text).not.toBe(event.text);
      return { ...event, text, hash: hashOf(genesis, text) };
    });
    expect(faultsOf(events, headOf(events))).toEqual(['The text of event 1 is not the canonical text of an event.']);
  });

  test('takes texts with keys that JavaScript would put into another order, and every kind of character', () => {
    expect(at(2, { data: { 10: 'a', 9: 'b', '': 'c', rows: ['é😀\u2028"\\\u0007', 1e21, 0.1, -0] } })).toEqual([]);
  });
});

describe('rows beside an event', () => {
  const texts = ['[1,2]', '[3]', '[{"name":"é] [x"}]'];
  const events = logOf(3, (position) => (position === 2 ? { data: { counts: {}, rowsSha256: sha256(...texts) } } : {}));
  const beside = (...rows: string[]) => rows.map((text, seq) => ({ position: 2, seq, rows: text }));
  const told = (...rows: LogEntry[]) => faultsOf([...events.slice(0, 2), ...rows, ...events.slice(2)], headOf(events));
  const fault = 'The rows beside event 2 are not those of its hash.';

  test('are those that the hash in its text covers, one text after the other', () => {
    expect(told(...beside(...texts))).toEqual([]);
    expect(told()).toEqual([fault]);
    expect(told(...beside(...texts.slice(1)))).toEqual([fault]);
    expect(told(...beside('[1,3]', ...texts.slice(1)))).toEqual([fault]);
    expect(told(...beside(texts[1]!, texts[0]!, texts[2]!))).toEqual([fault]);
  });

  test('are cut where they were cut', () => {
    expect(told(...beside(texts.join('')))).toEqual([fault]);
    expect(told(...beside('[1,2]', '[3][{"name":"é]', ' [x"}]'))).toEqual([fault]);
    expect(told(...beside(...texts).map((rows) => ({ ...rows, seq: rows.seq * 2 })))).toEqual([fault]);
  });

  test('are nowhere else', () => {
    const there = [...beside(...texts), { position: 3, seq: 0, rows: '[]' }];
    expect(faultsOf([...events.slice(0, 2), ...there.slice(0, 3), events[2]!, there[3]!], headOf(events))).toEqual([
      'There are rows beside event 3, of which its text says nothing.',
    ]);
    expect(told(...beside(...texts), { position: 9, seq: 0, rows: '[]' })).toEqual([
      'There are rows beside event 9, of which its text says nothing.',
    ]);
  });
});
