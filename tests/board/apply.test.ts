import fc from 'fast-check';
import { advance, apply, firstBoard } from '../../src/board/apply';
import { rowsOf } from '../../src/board/state';
import { type BoardRows, changedRows } from '../../src/board/tables';
import { blockers } from '../../src/domain/gate';
import type { RowChange } from '../../src/domain/tables';
import { boardWith, idOf, noon, rowsWith } from '../support/board-builder';
import { depth } from '../support/depth';
import {
  anyBoard,
  anyChanges,
  anyWideBoard,
  answersOf,
  changed,
  eventOf,
  eventWith,
  freshly,
  minutesLater,
} from './random-boards';

/** All rows, table by table, in an order that does not depend on how they came about. */
function sorted(rows: BoardRows): Record<string, string[]> {
  const texts = (list: readonly (object | string)[]): string[] =>
    list.map((row) => JSON.stringify(Object.entries(row).sort())).sort();
  return Object.fromEntries(Object.entries(rows).map(([table, list]) => [table, texts(list)]));
}

describe('the board after an event', () => {
  it('property: answers, rows and indexes are those of a board loaded afresh, whatever was asked before', () => {
    fc.assert(
      fc.property(anyBoard, anyChanges(30), (start, changes) => {
        let board = start;
        for (const seed of changes) {
          answersOf(board);
          board = apply(board, eventOf(board, seed));
          const fresh = freshly(board);
          expect(answersOf(board)).toEqual(answersOf(fresh));
          expect(board.state.faults.toArray()).toEqual(fresh.state.faults.toArray());
          expect(board.state.tallies).toEqual(fresh.state.tallies);
          if (fresh.validUntil !== null) expect(board.validUntil! <= fresh.validUntil).toBe(true);
        }
      }),
      { numRuns: depth(7, 70) },
    );
  });

  it('property: so they are where chunks are shared, and the clock takes nothing along that it should not', () => {
    fc.assert(
      fc.property(anyWideBoard, anyChanges(30), fc.nat(30), (start, changes, minutes) => {
        let board = start;
        for (const seed of changes) {
          answersOf(board);
          board = apply(board, eventOf(board, seed));
        }
        expect(answersOf(board)).toEqual(answersOf(freshly(board)));
        const after = minutesLater(board, minutes);
        const fresh = freshly(after);
        expect(answersOf(after)).toEqual(answersOf(fresh));
        expect(after.state.tallies).toEqual(fresh.state.tallies);
        if (fresh.validUntil !== null) expect(after.validUntil! <= fresh.validUntil).toBe(true);
      }),
      { numRuns: depth(2, 12) },
    );
  });

  it('property: its rows are the folded changes', () => {
    fc.assert(
      fc.property(anyBoard, anyChanges(20), (start, changes) => {
        let [board, rows] = [start, rowsOf(start.state)];
        for (const seed of changes) {
          const event = eventOf(board, seed);
          board = apply(board, event);
          rows = changedRows(rows, event.rows, event.position);
        }
        expect(sorted(rowsOf(board.state))).toEqual(sorted(rows));
      }),
      { numRuns: depth(6, 60) },
    );
  });

  it('property: the gate and `blockers` agree at every moment until the answers change', () => {
    fc.assert(
      fc.property(anyBoard, anyChanges(10), fc.nat(40), (start, changes, minutes) => {
        const board = minutesLater(
          changes.reduce((before, seed) => apply(before, eventOf(before, seed)), start),
          minutes,
        );
        for (let system = 0; system < board.systems.size; system++) {
          expect(board.blockersOf(system)).toEqual(blockers(board, system, board.now));
        }
      }),
      { numRuns: depth(10, 100) },
    );
  });

  it.each([
    ['its state', { state: 'RESTORING' }, 'erp cannot be trusted: ad below it is RESTORING.', null],
    ['its team', { teamId: idOf('infra') }, 'erp cannot be trusted: ad below it is OFFLINE.', idOf('infra')],
  ] as const)('says of a cause deep down what is so now: %s', (_, columns, message, teamId) => {
    const board = boardWith({
      teams: ['infra'],
      systems: { ad: 'OFFLINE', erp: { state: 'ONLINE', signed: true }, mes: { state: 'VALIDATED', signed: true } },
      dependencies: ['mes > erp', 'erp > ad'],
    });
    answersOf(board);
    const after = changed(board, { table: 'system', op: 'update', row: { id: idOf('ad'), ...columns } });
    expect(after.blockersOf(2)).toMatchObject([{ kind: 'DEPENDENCY_UNTRUSTED', causeId: idOf('ad'), message, teamId }]);
  });

  it('leaves the board before as it was', () => {
    const board = boardWith({ systems: { ad: 'OFFLINE' }, holds: ['ad'] });
    const before = structuredClone(rowsOf(board.state));
    changed(
      board,
      { table: 'system', op: 'update', row: { id: idOf('ad'), state: 'ONLINE' } },
      { table: 'hold', op: 'delete', row: { id: board.holds[0]!.id } },
    );
    expect(rowsOf(board.state)).toEqual(before);
  });

  it('gives each changed row the position of the event as its version', () => {
    const board = changed(boardWith({ systems: { ad: 'OFFLINE', erp: 'OFFLINE' } }), {
      ...{ table: 'system', op: 'update', row: { id: idOf('ad') } },
    });
    expect(board.systems.toArray().map(({ version }) => version)).toEqual([2, 1]);
  });

  it('shares what it does not touch: a change of state keeps the topology', () => {
    const board = boardWith({ systems: { ad: 'OFFLINE', erp: 'OFFLINE' }, dependencies: ['erp > ad'] });
    const after = changed(board, { table: 'system', op: 'update', row: { id: idOf('ad'), state: 'ONLINE' } });
    expect(after.state.topology).toBe(board.state.topology);
    const cut = changed(board, { table: 'dependency', op: 'delete', row: { id: idOf('erp ad') } });
    expect(cut.state.topology).not.toBe(board.state.topology);
  });

  it('never answers for a moment before its last event', () => {
    const board = boardWith({ systems: { ad: 'OFFLINE' } });
    const after = apply(board, eventWith(board, [], '2026-03-02T15:00:00.000Z'));
    expect(after.now).toBe('2026-03-02T15:00:00.000Z');
    expect(apply(after, eventWith(after, [], noon)).now).toBe('2026-03-02T15:00:00.000Z');
  });
});

describe('the first board', () => {
  it('is made of the first event', () => {
    const rows = rowsWith({ systems: { ad: 'OFFLINE' }, plants: ['BUR'] });
    const changes = Object.entries(rows).flatMap(([table, all]) =>
      all.map((row) => ({ table, op: 'insert', row }) as RowChange),
    );
    const board = firstBoard({ position: 1, hash: 'ab', at: noon, rows: changes });
    expect(board.position).toBe(1);
    expect(board.logHead).toBe('ab');
    expect(board.lastAt).toBe(noon);
    expect([board.incident.key, board.systems.at(0).key, board.plants.at(0).key]).toEqual(['albion', 'ad', 'BUR']);
  });
});

describe('when the clock moves on', () => {
  const board = () =>
    boardWith({
      systems: {
        ad: { state: 'ONLINE', signed: true, expiresAt: '2026-03-02T13:00:00.000Z', rtoMinutes: 420 },
        mes: { state: 'VALIDATED', signed: true, rtoMinutes: 480 },
      },
      dependencies: ['mes > ad'],
      milestones: { M1: { systems: ['mes'], dueAt: '2026-03-02T15:00:00.000Z' } },
    });

  it('the board stays the same until an answer changes', () => {
    const given = board();
    expect(given.validUntil).toBe('2026-03-02T13:00:00.000Z');
    expect(advance(given, '2026-03-02T12:59:59.999Z')).toBe(given);
  });

  it('an expiry, an RTO and the due time of a milestone each make a new moment', () => {
    const steps: unknown[] = [];
    let present = board();
    while (present.validUntil !== null) {
      present.blockersOf(1);
      present = advance(present, present.validUntil);
      const blocked = present.blockersOf(1).map(({ kind }) => kind);
      steps.push([present.now.slice(11), present.moment, blocked, present.isOverdue(1), present.isMilestoneOverdue(0)]);
    }
    expect(steps).toEqual([
      ['13:00:00.000Z', 1, ['DEPENDENCY_UNTRUSTED'], false, false],
      ['13:00:00.001Z', 2, ['DEPENDENCY_UNTRUSTED'], false, false],
      ['14:00:00.001Z', 3, ['DEPENDENCY_UNTRUSTED'], true, false],
      ['15:00:00.001Z', 4, ['DEPENDENCY_UNTRUSTED'], true, true],
    ]);
    expect(present.counters.verified).toBe(1);
  });

  it('a due time that a plan changes is one of them', () => {
    const none = boardWith({ systems: {}, milestones: { M1: {} } });
    const after = changed(none, {
      table: 'milestone',
      op: 'update',
      row: { id: idOf('M1'), dueAt: '2026-03-02T15:00:00.000Z' },
    });
    expect([none.validUntil, after.validUntil]).toEqual([null, '2026-03-02T15:00:00.001Z']);
  });
});
