import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventEntry, RowsEntry } from '../../src/evidence/entry';
import { entryLine, headLine, openLogFile } from '../../src/evidence/log-file';
import { verifyLog } from '../../src/evidence/verify';
import { depth } from '../support/depth';
import { type KeptLog, keepLog } from '../support/evidence';
import { Dice } from '../support/history.dice';
import { rehashed, reworded } from '../support/rehash';

const stranger = '00000000-0000-4000-8000-00000000dead';

let log: KeptLog;
let folder: string;
let clean: string[];

beforeAll(async () => {
  log = await keepLog(11, depth(40, 90));
  folder = mkdtempSync(join(tmpdir(), 'blackstart-export-'));
  clean = linesOf(log.events);
});
afterAll(async () => {
  await log?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Most entries are not the edited one: written out once, they serve all edits. */
const written = new WeakMap<EventEntry | RowsEntry, string>();

function lineOf(entry: EventEntry | RowsEntry): string {
  const line = written.get(entry) ?? entryLine(entry);
  written.set(entry, line);
  return line;
}

/** The lines of an export: its head is that of the last event. */
function linesOf(events: readonly EventEntry[], beside: readonly RowsEntry[] = log.beside): string[] {
  const { position, hash } = events.at(-1)!;
  const lines = events.flatMap((event) => [
    lineOf(event),
    ...beside.filter((rows) => rows.position === event.position).map(lineOf),
  ]);
  return [headLine(log.incident, { position, logHead: hash }), ...lines];
}

async function faultsOf(content: string | Buffer, checkpoints: KeptLog['checkpoints'] | null): Promise<string[]> {
  const file = join(folder, 'log.jsonl');
  writeFileSync(file, content);
  const faults: string[] = [];
  try {
    await verifyLog(await openLogFile(file), checkpoints, (fault) => faults.push(fault));
  } catch (error) {
    faults.push((error as Error).message);
  }
  return faults;
}

/** One edit of the export. */
type Edit = (dice: Dice) => string | Buffer;

const inner = (dice: Dice) => dice.between(0, log.events.length - 2);
const place = (dice: Dice) => dice.between(1, clean.length - 1);

/** With another character somewhere, never the same one. */
function spoilt(dice: Dice, text: string): string {
  const at = dice.between(0, text.length - 1);
  const other = dice.pick([...'0123456789abcdef-:",{}[] Zé'].filter((character) => character !== text[at]));
  return text.slice(0, at) + other + text.slice(at + 1);
}

const withEvent = (dice: Dice, change: (event: EventEntry) => EventEntry): string => {
  const chosen = dice.pick(log.events);
  return linesOf(log.events.map((event) => (event === chosen ? change(event) : event))).join('');
};

const columns = ['type', 'at', 'actor', 'system', 'plant', 'line', 'milestone'] as const;

/** Those that the log itself betrays. */
const seen: Record<string, Edit> = {
  'a text': (dice) => withEvent(dice, (event) => ({ ...event, text: spoilt(dice, event.text) })),
  'words of a text': (dice) => withEvent(dice, (event) => reworded(event, { reason: `because ${dice.roll()}` })),
  'an actor in text and column': (dice) => withEvent(dice, (event) => reworded(event, { actor: stranger })),
  'a column': (dice) =>
    withEvent(dice, (event) => {
      const column = dice.pick(columns);
      return { ...event, [column]: event[column] === null ? stranger : spoilt(dice, event[column]) };
    }),
  'a position': (dice) => withEvent(dice, (event) => ({ ...event, position: event.position + dice.between(1, 9) })),
  'a hash': (dice) => withEvent(dice, (event) => ({ ...event, hash: spoilt(dice, event.hash) })),
  'a previous hash': (dice) =>
    withEvent(dice, (event) => ({ ...event, previousHash: spoilt(dice, event.previousHash) })),
  'rows beside an event': (dice) => {
    const chosen = dice.pick(log.beside);
    const changed = log.beside.map((rows) => (rows === chosen ? { ...rows, rows: spoilt(dice, rows.rows) } : rows));
    return linesOf(log.events, changed).join('');
  },
  'two lines changed places': (dice) => {
    const [one, other] = [place(dice), dice.between(1, clean.length - 2)];
    const lines = [...clean];
    [lines[one], lines[one === other ? other + 1 : other]] = [lines[one === other ? other + 1 : other]!, lines[one]!];
    return lines.join('');
  },
  'a line twice': (dice) => clean.toSpliced(place(dice), 0, dice.pick(clean)).join(''),
  'a line gone': (dice) => clean.toSpliced(dice.between(0, clean.length - 1), 1).join(''),
  'the last lines gone': (dice) => clean.slice(0, dice.between(1, clean.length - 1)).join(''),
  'the end gone, anywhere': (dice) => clean.join('').slice(0, -dice.between(1, 50_000)),
  'the first line': (dice) => [spoilt(dice, clean[0]!), ...clean.slice(1)].join(''),
  'any byte': (dice) => {
    const bytes = Buffer.from(clean.join(''));
    const at = dice.between(0, bytes.length - 1);
    bytes[at] = (bytes[at]! + dice.between(1, 255)) % 256;
    return bytes;
  },
};

/** Those after which the log is as good as any other. */
const unseen: Record<string, Edit> = {
  'the last events gone, and the head with them': (dice) => linesOf(log.events.slice(0, inner(dice) + 1)).join(''),
  'a text changed, and everything hashed again': (dice) => {
    const chosen = dice.pick(log.events);
    const change = dice.pick([{ actor: stranger }, { reason: 'nothing' }, { system: stranger }]);
    const changed = log.events.map((event) => (event === chosen ? reworded(event, change) : event));
    return linesOf(rehashed(changed)).join('');
  },
  'an event taken out, and everything numbered and hashed again': (dice) => {
    const without = log.events.toSpliced(dice.between(1, log.events.length - 2), 1);
    const numbered = without.map((event, n) => reworded(event, { position: n + 1 }));
    const moved = log.beside.map((rows) => {
      const event = without.findIndex(({ position }) => position === rows.position);
      return { ...rows, position: event + 1 };
    });
    return linesOf(rehashed(numbered), moved).join('');
  },
};

const kinds = [...Object.keys(seen), ...Object.keys(unseen)];
const edits = depth(2 * kinds.length, 600);

test('a log that nobody touched is sound, with rows beside its events and with checkpoints', async () => {
  expect(log.events.length).toBeGreaterThan(depth(30, 60));
  expect(log.beside.length).toBeGreaterThan(1);
  expect(await faultsOf(clean.join(''), null)).toEqual([]);
  expect(await faultsOf(clean.join(''), log.checkpoints)).toEqual([]);
});

test(`${edits} random edits of an export are found`, async () => {
  const missed: string[] = [];
  const made = new Map<string, number>();
  for (let n = 0; n < edits; n++) {
    const dice = new Dice(n);
    const kind = kinds[n % kinds.length]!;
    made.set(kind, (made.get(kind) ?? 0) + 1);
    if (seen[kind]) {
      const content = seen[kind](dice);
      if (String(content) === clean.join('')) throw new Error(`${kind}, seed ${n}: nothing was edited`);
      if ((await faultsOf(content, null)).length === 0) missed.push(`${kind}, seed ${n}`);
    } else {
      const content = unseen[kind]!(dice);
      expect([kind, n, await faultsOf(content, null)]).toEqual([kind, n, []]);
      if ((await faultsOf(content, log.checkpoints)).length === 0) missed.push(`${kind}, seed ${n}`);
    }
  }
  expect(missed).toEqual([]);
  expect(Math.min(...made.values())).toBeGreaterThanOrEqual(depth(2, 31));
});
