import fc from 'fast-check';
import { apply } from '../../src/board/apply';
import type { Board } from '../../src/board/board';
import { mayHaveChanged } from '../../src/board/caught-up';
import { changedAnswers } from '../../src/board/changed';
import { Step } from '../../src/board/timeline';
import type { RecoveryEvent } from '../../src/domain/event';
import { boardWith, idOf } from '../support/board-builder';
import { depth } from '../support/depth';
import { anyBoard, anyChanges, anyWideBoard, changed, eventOf, eventWith, minutesLater } from './random-boards';

/** What is said of a system: its row and its answers, kinds and ids only. */
function said(board: Board, id: string): string {
  const system = board.systems.find(id);
  if (system === undefined) return 'gone';
  const blockers = board
    .blockersOf(system)
    .map(({ message: _message, teamId: _team, overridable: _may, ...named }) => named);
  const { status, missing } = board.containmentOf(system);
  return JSON.stringify([board.systems.at(system).version, blockers, status, missing, board.isOverdue(system)]);
}

const idsOf = (board: Board): string[] => board.systems.toArray().map(({ id }) => id);

const narrowOrWide = fc.oneof({ arbitrary: anyBoard, weight: 4 }, anyWideBoard);

describe('the systems whose answers a step changed', () => {
  it('property: are just those of which something else is said', () => {
    fc.assert(
      fc.property(narrowOrWide, anyChanges(20), (start, changes) => {
        let before = start;
        for (const seed of changes) {
          const event = eventOf(before, seed);
          const ready = minutesLater(before, (Date.parse(event.at) - Date.parse(before.now)) / 60_000);
          const after = apply(before, event);
          const { systems } = changedAnswers(new Step(event, ready, after));
          const others = idsOf(after).filter((id) => said(ready, id) !== said(after, id));
          expect(systems.map((system) => after.systems.at(system).id).sort()).toEqual(others.sort());
          before = after;
        }
      }),
      { numRuns: depth(10, 100) },
    );
  });

  it('property: where the clock alone moves on, too', () => {
    fc.assert(
      fc.property(narrowOrWide, fc.nat(60), (before, minutes) => {
        const after = minutesLater(before, minutes);
        const { systems } = changedAnswers(new Step(null, before, after));
        const others = idsOf(after).filter((id) => said(before, id) !== said(after, id));
        expect(systems.map((system) => after.systems.at(system).id).sort()).toEqual(others.sort());
      }),
      { numRuns: depth(10, 100) },
    );
  });

  it('a revocation reaches everything above it, however far', () => {
    const sound = { state: 'ONLINE', signed: true } as const;
    const before = boardWith({
      systems: { ad: sound, erp: sound, mes: sound, hmi: { state: 'VALIDATED', signed: true }, wiki: 'OFFLINE' },
      dependencies: ['erp > ad', 'mes > erp', 'hmi > mes'],
    });
    const revocation = { id: idOf('ad'), state: 'STOPPING', verifiedAt: null, revokedAt: before.now } as const;
    const event = eventWith(before, [{ table: 'system', op: 'update', row: revocation }]);
    const { systems } = changedAnswers(new Step(event, before, apply(before, event)));
    expect(systems.map((system) => before.systems.at(system).key)).toEqual(['ad', 'hmi']);
  });

  it('those that were removed are named', () => {
    const before = boardWith({ systems: { ad: 'OFFLINE', mes: 'OFFLINE' } });
    const event = eventWith(before, [{ table: 'system', op: 'delete', row: { id: idOf('ad') } }]);
    expect(changedAnswers(new Step(event, before, apply(before, event)))).toEqual({
      systems: [],
      removed: [idOf('ad')],
    });
  });
});

describe('the systems that some past events may have changed', () => {
  it('property: a superset of what changed, never a miss', () => {
    fc.assert(
      fc.property(anyBoard, anyChanges(8), (start, changes) => {
        const events: RecoveryEvent[] = [];
        let board = start;
        for (const seed of changes) {
          events.push(eventOf(board, seed, false));
          board = apply(board, events.at(-1)!);
        }
        const may = new Set([...mayHaveChanged(board, events).systems].map((system) => board.systems.at(system).id));
        for (const id of idsOf(board)) if (said(start, id) !== said(board, id)) expect(may).toContain(id);
      }),
      { numRuns: depth(20, 200) },
    );
  });

  it('reaches over milestones of milestones what waits for them', () => {
    const board = boardWith({
      systems: { ad: 'ONLINE', mes: { after: ['M2'] }, wiki: 'OFFLINE' },
      milestones: { M1: { systems: ['ad'], achieved: true }, M2: { milestones: ['M1'], achieved: true } },
    });
    const fall = eventWith(board, [{ table: 'system', op: 'update', row: { id: idOf('ad'), state: 'OFFLINE' } }]);
    const after = changed(board, ...fall.rows);
    expect([...mayHaveChanged(after, [fall]).systems].map((system) => after.systems.at(system).key).sort()).toEqual([
      'ad',
      'mes',
    ]);
  });

  it('cannot tell what a hold was on that is gone: every system', () => {
    const board = boardWith({ systems: { ad: 'OFFLINE', mes: 'OFFLINE' }, holds: ['mes'] });
    const release = eventWith(board, [{ table: 'hold', op: 'delete', row: { id: idOf('hold on mes') } }]);
    expect([...mayHaveChanged(changed(board, ...release.rows), [release]).systems]).toEqual([0, 1]);
  });

  it('names what was removed, and not all systems for one that only moved', () => {
    const board = boardWith({
      systems: { ad: 'OFFLINE', erp: 'OFFLINE', wiki: 'OFFLINE' },
      dependencies: ['erp > ad'],
    });
    const moved = eventWith(board, [{ table: 'system', op: 'update', row: { id: idOf('ad'), state: 'RESTORING' } }]);
    const after = changed(board, ...moved.rows);
    expect([...mayHaveChanged(after, [moved]).systems].map((system) => after.systems.at(system).key).sort()).toEqual([
      'ad',
      'erp',
    ]);
    const removal = eventWith(board, [{ table: 'system', op: 'delete', row: { id: idOf('wiki') } }]);
    expect(mayHaveChanged(changed(board, ...removal.rows), [removal]).removed).toEqual([idOf('wiki')]);
  });
});
