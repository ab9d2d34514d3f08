import fc from 'fast-check';
import type { RecoveryEvent } from '../../src/domain/event';
import { readEvents } from '../../src/log/read';
import { depth, isFull } from '../support/depth';
import { type Given, type History, openHistory, told } from '../support/history';
import { type TestHouse, openTestHouse } from '../support/house';
import { expectFolded } from './fold';
import { type Known, learned, nothingKnown } from './known';
import { commandLaws, shown } from './laws.commands';
import { eventLaws } from './laws.events';
import { expectToldLater, expectToldLive } from './told';

let house: TestHouse;
const seen = new Set<string>();

beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house?.close());

const worthSeeing = [
  ...[
    'RESTORE_STARTED',
    'SYSTEM_RESTORED',
    'VALIDATION_PASSED',
    'VALIDATION_FAILED',
    'SYSTEM_ONLINE',
    'SYSTEM_OFFLINE',
  ],
  ...[
    'CHECK_RECORDED',
    'CHECK_WAIVED',
    'CONTAINMENT_VERIFIED',
    'CONTAINMENT_REVOKED',
    'SYSTEM_UPDATED',
    'PLAN_APPLIED',
  ],
  ...[
    'DEPENDENCY_ADDED',
    'DEPENDENCY_REMOVED',
    'HOLD_PLACED',
    'HOLD_RELEASED',
    'MILESTONE_ACHIEVED',
    'MILESTONE_REOPENED',
  ],
  ...[
    'FORBIDDEN',
    'BLOCKED',
    'INVALID_TRANSITION',
    'CHECKS_INCOMPLETE',
    'SEPARATION_OF_DUTIES',
    'CYCLE',
    'STALE_VERSION',
  ],
  ...[
    'IDEMPOTENCY_MISMATCH',
    'NOT_FOUND',
    'ALREADY_EXISTS',
    'INVALID_INPUT',
    'NOT_WAIVABLE',
    'CRITERIA_NOT_MET',
    'IN_USE',
  ],
  ...[
    'STATE',
    'CONTAINMENT',
    'DEPENDENCY',
    'DEPENDENCY_UNTRUSTED',
    'DEPENDENCY_UNTRUSTED with a cause',
    'MILESTONE',
    'HOLD',
  ],
  ...['VERIFIED', 'EXPIRED', 'READY_TO_VERIFY', 'REVOKED', 'UNVERIFIED', 'PENDING', 'READY', 'ACHIEVED', 'REGRESSED'],
  ...['STOPPING', 'replayed', 'time passed'],
];

const anySeed = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const histories = fc.record({
  company: anySeed,
  commands: fc.array(anySeed, { minLength: depth(40, 150), maxLength: depth(250, 400), size: 'max' }),
});

// The short histories of the others show together every kind of answer.
const seeds = isFull ? [1977, 1978, 1979, 1980, 1981, 2026, 2027] : [4079, 4217, 4207, 4029, 4105, 4138, 4187];

describe('a random recovery', () => {
  it.each(seeds)('keeps every law after every command (seed %i)', async (seed) => {
    const property = fc.asyncProperty(histories, async ({ company, commands }) => {
      const history = await openHistory(house, company);
      await expectLawful(history, commands);
      await expectFolded(house, history.board.id);
    });
    // A failure names its seed and the commands that led to it: a shorter history would be another one.
    await fc.assert(property, { numRuns: depth(1, 2), seed, endOnFailure: true });
  });

  it('has shown every kind of answer that the laws are about', () => {
    expect(worthSeeing.filter((name) => !seen.has(name))).toEqual([]);
  });
});

async function expectLawful(history: History, commands: readonly number[]): Promise<void> {
  const lately: string[] = [];
  const events = await readEvents(house.ledger.pool, history.board.id, 0, 50);
  let known = events.reduce(afterEvent, nothingKnown);
  const timeline = (await house.keeper.timelineOf(history.board.id))!;
  const boards = [timeline.board];
  let step = timeline.end;
  for await (const given of history.live(commands)) {
    lately.push(told(given));
    if (!given.repeats) events.push(...(given.answer?.events ?? []));
    boards.push(given.after);
    try {
      known = afterCommand(history, given, known);
      await expectHead(known, history.board.id);
      while (step < timeline.end) expectToldLive(timeline.step(step++)!);
      for (const away of [1, 9, 40]) expectToldLater(boards.at(-1 - away) ?? boards[0]!, given.after, events);
    } catch (error) {
      throw new Error(`${lately.slice(-8).join('\n')}\n${(error as Error).message}`, { cause: error });
    }
    note(given);
  }
}

function afterCommand({ actors }: History, given: Given, before: Known): Known {
  const events = given.repeats ? [] : (given.answer?.events ?? []);
  const after = events.reduce(afterEvent, before);
  keep(commandLaws, (law) => law(given, before, after, actors));
  return after;
}

function afterEvent(before: Known, event: RecoveryEvent): Known {
  const after = learned(before, event);
  if (event.position > 1) keep(eventLaws, (law) => law(before, event, after));
  return after;
}

function keep<L>(laws: Record<string, L>, check: (law: L) => void): void {
  for (const [name, law] of Object.entries(laws)) {
    try {
      check(law);
    } catch (error) {
      throw new Error(`broken: ${name}\n${(error as Error).message}`, { cause: error });
    }
  }
}

async function expectHead({ position, hash }: Known, incidentId: string): Promise<void> {
  const [head] = await house.sql('SELECT position, log_head FROM blackstart.incident_head WHERE incident_id = $1', [
    incidentId,
  ]);
  expect(head).toEqual({ position, log_head: hash });
}

function note({ after, answer, repeats }: Given): void {
  const refusals = [...(answer?.refusals ?? []), ...(answer?.items ?? []).flatMap((item) => item.refusals)];
  const events = repeats ? [] : (answer?.events ?? []);
  const names = [...shown(after), ...refusals.map(({ code }) => code), ...events.map(({ type }) => type)];
  if (answer?.replayed) names.push('replayed');
  if (!answer) names.push('time passed');
  for (const name of names) seen.add(name);
}
