import type { Actor } from '../../src/domain/world';
import { placeHold, releaseHold } from '../../src/holds/hold.commands';
import { openHouse } from '../../src/house';
import { openJournal } from '../../src/journal';
import type { CommandContext, Ledger } from '../../src/log/ledger';
import { addNote } from '../../src/notes/note.commands';
import { travelled } from '../support/travelled';
import { type History, openHistory } from '../support/history';
import { type TestHouse, openTestHouse } from '../support/house';
import { expectFolded } from './fold';

let house: TestHouse;
let history: History;
let incident: string;

beforeAll(async () => {
  house = await openTestHouse();
});
beforeEach(async () => {
  history = await openHistory(house, 21);
  incident = history.board.id;
});
afterAll(() => house?.close());

const by = (actor: Actor, ledger: Ledger = house.ledger): CommandContext => ({ ledger, actor });
const hold = (reason: string, more: object = {}) => placeHold(by(history.actors.erik), { incident, reason, ...more });

describe('a command of the process that wrote last', () => {
  it('goes to Postgres once, and so does one with a key', async () => {
    const [plain] = await travelled(() => hold('a'));
    const [keyed] = await travelled(() => hold('b', { idempotencyKey: `once ${incident}` }));
    for (const trips of [plain, keyed]) {
      expect(trips).toHaveLength(1);
      expect([trips[0]!.at(0), trips[0]!.at(-1)]).toEqual(['begin', 'commit']);
    }
    await expectFolded(house, incident);
  });

  it('is refused under the lock', async () => {
    await hold('a');
    const [trips, outcome] = await travelled(() => hold('a'));
    expect(outcome.refusals).toMatchObject([{ code: 'ALREADY_EXISTS' }]);
    expect(trips.map((names) => names.join(' '))).toEqual(['begin lock-head', 'ROLLBACK']);
  });

  it('is answered again by its key', async () => {
    const note = { incident, text: 'seen', idempotencyKey: `note ${incident}` };
    const one = await addNote(by(history.actors.erik), note);
    const again = await addNote(by(history.actors.erik), note);
    expect([again.replayed, again.events[0]!.position]).toEqual([true, one.events[0]!.position]);
    await expectFolded(house, incident);
  });

  it.each([-10, 10])('is judged by the clock of the database, moved by %i minutes a moment ago', async (minutes) => {
    await hold('before');
    const jump = 'UPDATE blackstart.clock SET offset_ms = offset_ms + $1';
    await house.sql(jump, [minutes * 60_000]);
    const [{ now } = {}] = await house.sql<{ now: string }>('SELECT blackstart.now() AS now');
    const { events, refusals, board } = await hold('after');
    await house.sql(jump, [-minutes * 60_000]);
    expect(refusals).toEqual([]);
    const at = Date.parse(events[0]!.at);
    if (minutes > 0) expect(at).toBeGreaterThanOrEqual(Date.parse(now!));
    else expect(at).toBe(Date.parse(board!.holds.find(({ reason }) => reason === 'before')!.placedAt));
    await expectFolded(house, incident);
  });
});

describe('a command after another process has written', () => {
  it('is judged on what that one left, whether or not this one has heard of it', async () => {
    const other = await openHouse(house.config, openJournal(house.config));
    try {
      const mine = await hold('a');
      await other.keeper.find(incident);
      const inOther = by(history.actors.cora, other.ledger);
      const released = await releaseHold(inOther, { incident, hold: mine.objectId!, reason: 'over' });
      expect(released.refusals).toEqual([]);
      const [trips, placed] = await travelled(() => hold('a'));
      expect(placed.events[0]!.position).toBe(released.events[0]!.position + 1);
      expect(trips.map(([first, second]) => [first, second])).toContainEqual(['begin', 'lock-head']);
      const gone = await releaseHold(inOther, { incident, hold: placed.objectId!, reason: 'over' });
      expect(gone.refusals).toEqual([]);
    } finally {
      await other.close();
    }
    await expectFolded(house, incident);
  });
});
