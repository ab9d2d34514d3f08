import { recordContainmentChecks } from '../../src/containment/containment.commands';
import type { Actor } from '../../src/domain/world';
import { placeHold, releaseHold } from '../../src/holds/hold.commands';
import { startRestore, startRestores } from '../../src/systems/restore.commands';
import { type History, openHistory } from '../support/history';
import { type TestHouse, openTestHouse } from '../support/house';

let house: TestHouse;
let history: History;
let keys = 0;

beforeAll(async () => {
  house = await openTestHouse();
  history = await openHistory(house, 11);
});
afterAll(() => house?.close());

const by = (actor: Actor) => ({ ledger: house.ledger, actor });
const newKey = (): string => `key ${++keys}`;
const positionNow = (): number => house.keeper.loaded(history.board.id)!.position;

async function kept(key: string): Promise<object[]> {
  return house.sql('SELECT first_position, last_position FROM blackstart.idempotency WHERE key = $1', [key]);
}

describe('an idempotency key', () => {
  it('makes one event and one answer of 50 commands at once', async () => {
    const input = { incident: history.board.id, reason: 'at once', idempotencyKey: newKey() };
    const before = positionNow();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => placeHold(by(history.actors.erik), input)));

    const answers = outcomes.map(({ objectId, events, refusals }) => ({ objectId, events, refusals }));
    expect(answers[0]).toMatchObject({ events: [{ type: 'HOLD_PLACED', position: before + 1 }], refusals: [] });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(outcomes.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(positionNow()).toBe(before + 1);
    expect(house.keeper.loaded(history.board.id)!.holds).toHaveLength(1);
    expect(await kept(input.idempotencyKey)).toEqual([{ first_position: before + 1, last_position: before + 1 }]);
  });

  it('refuses another input, and another mutation, under the same key', async () => {
    const input = { incident: history.board.id, plant: 'P1', reason: 'first', idempotencyKey: newKey() };
    await placeHold(by(history.actors.erik), input);
    const before = positionNow();
    const other = await placeHold(by(history.actors.erik), { ...input, reason: 'second' });
    const { idempotencyKey, incident } = input;
    const elsewhere = await startRestore(by(history.actors.erik), { incident, system: 's00', idempotencyKey });
    for (const { refusals, events, replayed } of [other, elsewhere]) {
      expect({ refusals, events, replayed }).toMatchObject({
        refusals: [{ code: 'IDEMPOTENCY_MISMATCH', field: ['idempotencyKey'] }],
        events: [],
        replayed: false,
      });
    }
    expect(positionNow()).toBe(before);
  });

  it('is the own of each person', async () => {
    const input = { incident: history.board.id, plant: 'P2', reason: 'both of us', idempotencyKey: newKey() };
    const one = await placeHold(by(history.actors.erik), input);
    const other = await placeHold(by(history.actors.nora), input);
    expect([one.replayed, other.replayed]).toEqual([false, false]);
    expect(other.events[0]!.position).toBe(one.events[0]!.position + 1);
    expect(await kept(input.idempotencyKey)).toHaveLength(2);
  });

  it('is not taken by a refusal: the retry is judged anew', async () => {
    const input = { incident: history.board.id, plant: 'P1', reason: '', idempotencyKey: newKey() };
    const refused = await placeHold(by(history.actors.vera), input);
    expect(refused.refusals).toMatchObject([{ code: 'INVALID_INPUT' }]);
    expect(await kept(input.idempotencyKey)).toEqual([]);
    const taken = await placeHold(by(history.actors.vera), { ...input, reason: 'said why' });
    expect([taken.refusals, taken.replayed]).toEqual([[], false]);
  });

  it.each([
    ['a NUL in the key', { idempotencyKey: 'a\u0000b' }],
    ['half a surrogate pair in the key', { idempotencyKey: 'a\ud800' }],
    ['half a surrogate pair beside it', { reason: 'a\ud800' }],
  ])('is refused with %s, as without a key', async (_what, wrong) => {
    const input = { incident: history.board.id, plant: 'P1', reason: 'fine', idempotencyKey: newKey(), ...wrong };
    const { refusals } = await placeHold(by(history.actors.nora), input);
    expect(refusals).toMatchObject([{ code: 'INVALID_INPUT', field: Object.keys(wrong) }]);
  });

  it('may be any text, however long', async () => {
    const long = Array.from({ length: 15_000 }, (_, n) => String.fromCodePoint(0x4e00 + ((n * n) % 20_000))).join('');
    const input = { incident: history.board.id, plant: 'P1', reason: 'long', idempotencyKey: long };
    const first = await placeHold(by(history.actors.nora), input);
    const again = await placeHold(by(history.actors.nora), input);
    expect([first.replayed, again.replayed, again.events]).toEqual([false, true, first.events]);
    const other = await placeHold(by(history.actors.nora), { ...input, idempotencyKey: `${long}!` });
    expect(other.refusals).toMatchObject([{ code: 'ALREADY_EXISTS' }]);
  });

  it('of a batch answers with what each of its objects got, the refused ones too', async () => {
    const input = { incident: history.board.id, systems: ['s00', 'nowhere', 's01'], idempotencyKey: newKey() };
    const evidence = { outcome: 'PASSED' as const, evidence: [{ label: 'Disk image' }] };
    const checks = {
      incident: history.board.id,
      systems: ['s00'],
      kinds: ['EVIDENCE_PRESERVED' as const],
      ...evidence,
    };
    await recordContainmentChecks(by(history.actors.erik), checks);
    await releaseAll();

    const first = await startRestores(by(history.actors.erik), input);
    const before = positionNow();
    const again = await startRestores(by(history.actors.erik), input);

    const codes = first.results.map(({ refusals }) => refusals.map(({ code }) => code));
    expect(codes).toEqual([[], ['NOT_FOUND'], ['CHECKS_INCOMPLETE']]);
    expect(again.results).toEqual(first.results);
    expect(positionNow()).toBe(before);
  });
});

async function releaseAll(): Promise<void> {
  for (const { id } of house.keeper.loaded(history.board.id)!.holds) {
    await releaseHold(by(history.actors.cora), { incident: history.board.id, hold: id, reason: 'clear' });
  }
}
