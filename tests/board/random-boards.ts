import fc from 'fast-check';
import { advance, apply } from '../../src/board/apply';
import type { Board } from '../../src/board/board';
import { boardOf } from '../../src/board/load';
import { rowsOf } from '../../src/board/state';
import type { RecoveryEvent } from '../../src/domain/event';
import type { Instant } from '../../src/domain/rows';
import type { RowChange } from '../../src/domain/tables';
import { plusMinutes } from '../../src/domain/time';
import { type CheckKind, systemStates } from '../../src/domain/words';
import { type Given, boardWith, idOf, noon } from '../support/board-builder';

const kinds: CheckKind[] = ['SCOPE_ASSESSED', 'EVIDENCE_PRESERVED', 'OTHER'];
const required = ['RESTORED', 'VALIDATED', 'ONLINE'] as const;
// most are back: what lies deeper down counts only above what is
const likelyStates = [...systemStates, 'ONLINE', 'ONLINE', 'ONLINE', 'VALIDATED', 'VALIDATED'] as const;
const plants = ['p0', 'p1'];
const teams = ['t0', 't1'];

const anySeed = fc.noBias(fc.integer({ min: 0, max: 2 ** 31 - 1 }));

type Roll = (sides: number) => number;

/** Dice that fall as their seed says (mulberry32): fast-check's own numbers are too often 0 to make a rich incident. */
function rollOf(seed: number): Roll {
  let at = seed;
  return (sides) => {
    at = (at + 0x6d2b79f5) | 0;
    let mixed = Math.imul(at ^ (at >>> 15), at | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

/** A small incident of any shape that has no cycle: what comes later in the list may wait for what comes before it. */
export const anyBoard: fc.Arbitrary<Board> = fc
  .record({
    seed: anySeed,
    size: fc.integer({ min: 2, max: 8 }),
    names: fc.shuffledSubarray(['s0', 's1', 's2', 's3', 's4', 's5', 's6', 's7'], { minLength: 8, maxLength: 8 }),
  })
  .map(({ seed, size, names }) => boardWith(givenOf(rollOf(seed), names.slice(0, size))));

/** The same of as many systems as fill some chunks, so that what an event must not share is told from what it may. */
export const anyWideBoard: fc.Arbitrary<Board> = fc
  .record({ seed: anySeed, size: fc.integer({ min: 60, max: 200 }) })
  .map(({ seed, size }) => {
    const names = Array.from({ length: size }, (_, n) => `s${(n * 7919) % 1009}`);
    return boardWith(givenOf(rollOf(seed), names, 40));
  });

/** So many changes at most; what each becomes depends on the board. */
export const anyChanges = (most: number): fc.Arbitrary<number[]> => fc.array(anySeed, { maxLength: most, size: 'max' });

/** Each waits for about one in `sparse` of those before it. */
function givenOf(roll: Roll, names: string[], sparse = 3): Given {
  const dependencies: string[] = [];
  const systems: Given['systems'] = {};
  names.forEach((name, place) => {
    for (const lower of names.slice(0, place)) {
      if (roll(sparse) === 0) dependencies.push(`${name} ${roll(4) === 0 ? '~' : '>'} ${lower} @${required[roll(3)]}`);
    }
    systems[name] = {
      ...{ state: pick(likelyStates, roll), tier: roll(3), rtoMinutes: roll(2) ? 330 + 10 * roll(6) : null },
      ...{
        team: teams[roll(2)]!,
        after: roll(4) === 0 && place > 1 ? ['m0'] : [],
        checks: { OTHER: 'PASSED' as const },
      },
      ...(roll(2) ? { plant: plants[roll(2)]! } : {}),
      ...(roll(5) > 0 ? { signed: true } : roll(2) ? { revoked: true } : {}),
      ...(roll(3) === 0 ? { expiresAt: plusMinutes(noon, 5 * (roll(8) - 2)) } : {}),
    };
  });
  const milestones = {
    m0: { gate: roll(2) === 0, systems: [names[0]!, names[1]!], achieved: roll(2) === 0, plant: plants[roll(2)]! },
    m1: { milestones: ['m0'], dueAt: plusMinutes(noon, 5 * roll(4)) },
    m2: { lines: ['l1'], milestones: roll(2) ? ['m1'] : [], linesMustRun: roll(2) === 0 },
  };
  const lines = {
    l0: { plant: plants[roll(2)]!, systems: [pick(names, roll)], running: roll(2) === 0 },
    l1: { plant: plants[roll(2)]!, systems: roll(2) ? [pick(names, roll)] : [], fedBy: ['l0'] },
  };
  return { plants, teams, require: kinds.slice(0, roll(4)), systems, dependencies, milestones, lines };
}

type Maker = (board: Board, roll: Roll) => RowChange[];
const pick = <T>(list: readonly T[], roll: Roll): T => list[roll(list.length)]!;
const anySystem = (board: Board, roll: Roll) => board.systems.at(roll(board.systems.size));

const makers: Maker[] = [
  (board, roll) => systemUpdate(board, roll, { state: pick(likelyStates, roll) }),
  (board, roll) => systemUpdate(board, roll, { state: pick(likelyStates, roll) }),
  (board, roll) =>
    systemUpdate(board, roll, { revokedAt: noon, revokedReason: 'x', verifiedAt: null, expiresAt: null }),
  (board, roll) =>
    systemUpdate(board, roll, { ...unrevoked, expiresAt: roll(2) ? plusMinutes(noon, 5 * roll(8)) : null }),
  (board, roll) => systemUpdate(board, roll, { ...unrevoked, expiresAt: null }),
  (board, roll) => systemUpdate(board, roll, { teamId: idOf(pick(teams, roll)) }),
  (board, roll) => systemUpdate(board, roll, { name: `name ${roll(9)}`, tags: ['x'] }),
  (board, roll) => systemUpdate(board, roll, { rtoMinutes: roll(2) ? 330 + 10 * roll(6) : null }),
  (board, roll) => systemUpdate(board, roll, { tier: roll(3), safety: roll(2) === 0 }),
  (board, roll) => systemUpdate(board, roll, { plantId: roll(2) ? idOf(pick(plants, roll)) : null }),
  (board, roll) => checkChange(board, roll),
  (board, roll) => holdChange(board, roll),
  (board, roll) => dependencyChange(board, roll),
  (board, roll) => milestoneChange(board, roll),
  (board, roll) => [
    { table: 'line', op: 'update', row: { id: board.lines.at(roll(board.lines.size)).id, running: roll(2) === 0 } },
  ],
  (board, roll) => [...systemUpdate(board, roll, { essential: roll(2) === 0 }), ...noteOn(board, roll)],
  (board, roll) => [{ table: 'incident', op: 'update', row: { id: board.id, status: roll(4) ? 'OPEN' : 'CLOSED' } }],
  (board, roll) => [
    {
      table: 'incident',
      op: 'update',
      row: { id: board.id, rules: [{ ...everywhere, require: kinds.slice(roll(4)) }] },
    },
  ],
  (_board, roll) => [{ table: 'team', op: 'update', row: { id: idOf(pick(teams, roll)), name: 'renamed' } }],
];

const unrevoked = { revokedAt: null, revokedReason: null, verifiedAt: noon, verifiedBy: idOf('vera') };
const everywhere = { zones: [], minTier: null, maxTier: 1, safetyOnly: false };

function noteOn(board: Board, roll: Roll): RowChange[] {
  const { id: systemId } = anySystem(board, roll);
  return [
    {
      table: 'note',
      op: 'insert',
      row: { id: idOf(`note ${board.position}`), systemId, text: 'x', by: idOf('ed'), at: noon },
    },
  ];
}

function systemUpdate(board: Board, roll: Roll, columns: object): RowChange[] {
  return [{ table: 'system', op: 'update', row: { id: anySystem(board, roll).id, ...columns } }];
}

function checkChange(board: Board, roll: Roll): RowChange[] {
  const { id: systemId } = anySystem(board, roll);
  const kind = pick(kinds, roll);
  const exists = board.checksOf(board.systems.indexOf(systemId)).has(kind);
  const system: RowChange = { table: 'system', op: 'update', row: { id: systemId } };
  if (exists && roll(3) === 0) return [system, { table: 'containment_check', op: 'delete', row: { systemId, kind } }];
  const outcome = pick(['PASSED', 'FAILED', 'WAIVED'] as const, roll);
  const row = { systemId, kind, outcome, evidence: [], note: null, recordedAt: noon, recordedBy: idOf('ed') };
  return [system, { table: 'containment_check', op: exists ? 'update' : 'insert', row }];
}

function holdChange(board: Board, roll: Roll): RowChange[] {
  const [first] = board.holds;
  if (first && roll(2)) return [{ table: 'hold', op: 'delete', row: { id: first.id } }];
  const systemId = roll(3) ? anySystem(board, roll).id : null;
  const plantId = systemId === null && roll(2) ? idOf(pick(plants, roll)) : null;
  const row = {
    id: idOf(`hold ${board.position}`),
    systemId,
    plantId,
    reason: 'x',
    placedAt: noon,
    placedBy: idOf('h'),
  };
  return [{ table: 'hold', op: 'insert', row }];
}

function dependencyChange(board: Board, roll: Roll): RowChange[] {
  if (board.dependencies.size === 0) return [];
  const { id, systemId } = board.dependencies.at(roll(board.dependencies.size));
  const system: RowChange = { table: 'system', op: 'update', row: { id: systemId } };
  if (roll(3) === 0) return [{ table: 'dependency', op: 'delete', row: { id } }, system];
  const row = { id, strength: 'SOFT' as const, requiredState: pick(required, roll) };
  return [{ table: 'dependency', op: 'update', row }, system];
}

function milestoneChange(board: Board, roll: Roll): RowChange[] {
  const { id } = board.milestones.at(roll(board.milestones.size));
  const columns = [
    { achievedAt: noon, achievedBy: idOf('carla'), voided: roll(2) === 0 },
    { achievedAt: null, achievedBy: null, voided: false },
    { dueAt: plusMinutes(noon, 5 * roll(8)) },
    { plantId: roll(2) ? idOf(pick(plants, roll)) : null },
    { name: `goal ${roll(9)}`, gate: roll(2) === 0 },
  ];
  return [{ table: 'milestone', op: 'update', row: { id, ...pick(columns, roll) } }];
}

/** The event that a seed makes of a board; `at` a few minutes later where time goes on. */
export function eventOf(board: Board, seed: number, isTimed = true): RecoveryEvent {
  const roll = rollOf(seed);
  const rows = pick(makers, roll)(board, roll);
  const at = isTimed && roll(4) === 0 ? plusMinutes(board.now, roll(12)) : board.now;
  return eventWith(board, rows, at);
}

/** An event that changes some rows of a board. */
export function eventWith(board: Board, rows: RowChange[], at: Instant = board.now): RecoveryEvent {
  const position = board.position + 1;
  const about = { systemId: null, plantId: null, lineId: null, milestoneId: null, reason: null };
  return {
    ...{ id: idOf(`event ${position}`), incidentId: board.id, mode: 'EXERCISE', position, type: 'SYSTEM_UPDATED', at },
    ...{ ...about, actorId: idOf('ed'), counters: board.counters, data: {}, rows, previousHash: board.logHead },
    hash: idOf(`hash ${position}`),
  };
}

/** The board after such an event. */
export function changed(board: Board, ...rows: RowChange[]): Board {
  return apply(board, eventWith(board, rows));
}

/** The same rows, loaded afresh. */
export function freshly(board: Board): Board {
  const { position, logHead, lastAt } = board;
  return boardOf(rowsOf(board.state), { position, logHead, lastAt }, board.now);
}

/** Everything that a board answers, so that two of them can be compared. */
export function answersOf(board: Board): Record<string, unknown> {
  const systems = Array.from({ length: board.systems.size }, (_, n) => n);
  const milestones = Array.from({ length: board.milestones.size }, (_, n) => n);
  return {
    systems: systems.map((n) => [
      board.systems.at(n).key,
      ...[board.blockersOf(n), board.containmentOf(n), board.isReady(n), board.isBlocked(n), board.isOverdue(n)],
      ...[
        board.dueAtOf(n),
        board.courseOf(n)?.wave ?? null,
        board.holdsOn(n),
        board.faultBelow(n),
        [...board.checksOf(n)],
        board.requiredOf(n),
      ],
      ...[board.dependenciesOf(n), board.dependentsOf(n), board.afterOf(n), board.milestonesNeeding(n)].map((list) => [
        ...list,
      ]),
    ]),
    milestones: milestones.map((n) => [
      ...[
        board.milestoneStatusOf(n),
        board.milestoneBlockersOf(n),
        board.milestoneCountsOf(n),
        board.isMilestoneOverdue(n),
      ],
      board.openSystemsOf(n),
    ]),
    plants: Array.from({ length: board.plants.size }, (_, n) => [
      ...[
        board.progressOf(n),
        board.plantStatusOf(n),
        [...board.systemsOfPlant(n)],
        [...board.milestonesOfPlant(n)],
        board.holdsOfPlant(n),
      ],
    ]),
    lines: Array.from({ length: board.lines.size }, (_, n) => [board.lineStatusOf(n), board.lineBlockersOf(n)]),
    met: board.metMilestones,
    noted: systems.filter((n) => board.hasNote(n)),
    unlogged: board.unloggedExpiries(board.now),
    progress: board.progressOf(null),
    counters: board.counters,
    orders: (['RESTORE_ORDER', 'TIER', 'NAME', 'DUE'] as const).map((order) => [...board.inOrder(order)]),
    rows: rowsOf(board.state),
  };
}

/** The board some minutes later. */
export function minutesLater(board: Board, minutes: number): Board {
  return advance(board, plusMinutes(board.now, minutes));
}
