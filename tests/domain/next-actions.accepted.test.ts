import fc from 'fast-check';
import { apply } from '../../src/board/apply';
import type { Board } from '../../src/board/board';
import { allowedActions } from '../../src/domain/allowed';
import { checksInTheWay } from '../../src/domain/containment';
import { decideReleaseHold } from '../../src/domain/holds';
import { type NextAction, nextActions } from '../../src/domain/next-actions';
import { type ActionKind, commandOf } from '../../src/domain/next-action.table';
import { mayDo } from '../../src/domain/permission';
import type { Actor } from '../../src/domain/world';
import type { SystemAction } from '../../src/domain/words';
import { anyBoard, anyChanges, eventOf } from '../board/random-boards';
import { boardWith, idOf } from '../support/board-builder';
import { anyNetwork, givenOf } from '../support/network';
import {
  type SystemCommandName,
  codesOf,
  give,
  giveLine,
  giveMilestone,
  giveOverride,
  momentOf,
} from '../support/verdicts';
import { depth, isFull } from '../support/depth';

const actionsOf = (board: Board): NextAction[] =>
  nextActions(board, board.scheduleAt(), board.now, (system) => board.blockersOf(system));

const evidence = [{ label: 'scan' }];

/** Gives the command of an action, by somebody who has done nothing yet; answers why it was refused. */
const attempts: Record<ActionKind, (board: Board, action: NextAction) => string[]> = {
  CONFIRM_STOPPED: (board, { system }) => refused(board, 'takeSystemOffline', system),
  START_RESTORE: (board, { system }) => refused(board, 'startRestore', system),
  FINISH_RESTORE: (board, { system }) => refused(board, 'markSystemRestored', system),
  VALIDATE: (board, { system }) => refused(board, 'recordValidation', system),
  BRING_ONLINE: (board, { system }) => refused(board, 'bringSystemOnline', system),
  VERIFY_CONTAINMENT: (board, { system }) => refused(board, 'verifyContainment', system),
  RENEW_VERIFICATION: (board, { system }) => refused(board, 'verifyContainment', system),
  COMPLETE_CHECKS: (board, { system }) => {
    const kinds = checksInTheWay(board, system as number);
    expect(kinds).not.toEqual([]);
    const input = { kinds, outcome: 'PASSED', evidence };
    return refused(board, 'recordContainmentCheck', system, input);
  },
  DECLARE_MILESTONE: (board, { milestone }) =>
    codesOf(giveMilestone(board, 'achieveMilestone', board.milestones.at(milestone as number).key, { at: board.now })),
  MARK_LINE_RUNNING: (board, { line }) =>
    codesOf(giveLine(board, 'markLineRunning', board.lines.at(line as number).key)),
  RELEASE_HOLD: (board, { hold }) => ('facts' in decideReleaseHold(board, hold!, { reason: 'calm' }) ? [] : ['NO']),
  DECIDE_OVERRIDE: (board, { system }) =>
    codesOf(giveOverride(board, 'approveOverride', keyOf(board, system), { at: board.now })),
};

function refused(board: Board, command: SystemCommandName, system: number | null, input: object = {}): string[] {
  return codesOf(give(board, command, keyOf(board, system), { ...input }, { at: board.now }));
}

function keyOf(board: Board, system: number | null): string {
  return board.systems.at(system as number).key;
}

/** The actions of which the command would be refused, and the kinds that occurred. */
function refusedOf(board: Board, seen: Set<ActionKind>): unknown[] {
  return actionsOf(board).flatMap((action) => {
    seen.add(action.kind);
    const codes = attempts[action.kind](board, action);
    return codes.length > 0 ? [{ kind: action.kind, message: action.message, codes }] : [];
  });
}

const after = (board: Board, seeds: number[]) => seeds.reduce((now, seed) => apply(now, eventOf(now, seed)), board);

describe('whatever is to be done next', () => {
  const seen = new Set<ActionKind>();

  it('is accepted from somebody who fits, on any board after any changes', () => {
    fc.assert(
      fc.property(anyBoard, anyChanges(8), (board, seeds) => {
        expect(refusedOf(after(board, seeds), seen)).toEqual([]);
      }),
      { ...(!isFull && { seed: 3 }), numRuns: depth(60, 300) },
    );
  });

  it('is accepted where there are lines and milestones in a row', () => {
    for (let seed = 1; seed <= depth(40, 300); seed++)
      expect(refusedOf(boardWith(givenOf(anyNetwork(seed))), seen)).toEqual([]);
  });

  it('occurred above in all its kinds but an override', () => {
    expect(Object.keys(attempts).filter((kind) => !seen.has(kind as ActionKind))).toEqual(['DECIDE_OVERRIDE']);
  });

  it('is allowed to the role that it names, by the same rules as the buttons of its system', () => {
    const buttons: Partial<Record<ActionKind, SystemAction>> = {
      ...{ CONFIRM_STOPPED: 'TAKE_OFFLINE', START_RESTORE: 'START_RESTORE', FINISH_RESTORE: 'MARK_RESTORED' },
      ...{ VALIDATE: 'RECORD_VALIDATION', BRING_ONLINE: 'BRING_ONLINE', COMPLETE_CHECKS: 'RECORD_CHECK' },
      ...{ VERIFY_CONTAINMENT: 'VERIFY_CONTAINMENT', RENEW_VERIFICATION: 'VERIFY_CONTAINMENT' },
    };
    fc.assert(
      fc.property(anyBoard, anyChanges(5), (start, seeds) => {
        const board = after(start, seeds);
        for (const { kind, role, system, plantId } of actionsOf(board)) {
          const grants = [{ role, incidentId: board.id, plantId }];
          const by: Actor = { id: idOf('newcomer'), kind: 'HUMAN', grants };
          expect(mayDo(by, commandOf[kind], { incidentId: board.id, plantId })).toBe(true);
          const button = buttons[kind];
          if (button)
            expect(allowedActions(board, system as number, momentOf({ by, at: board.now }))).toContain(button);
        }
      }),
      { numRuns: depth(20, 100) },
    );
  });
});

const systemsWith = (board: Board, kind: ActionKind): number[] =>
  actionsOf(board)
    .filter((action) => action.kind === kind)
    .map(({ system }) => system as number)
    .sort((one, other) => one - other);

const systemsThat = (board: Board, is: (system: number) => boolean): number[] =>
  Array.from({ length: board.systems.size }, (_, system) => system).filter(is);

describe('the systems', () => {
  it('to bring online are exactly those that the gate lets go', () => {
    fc.assert(
      fc.property(anyBoard, anyChanges(8), (start, seeds) => {
        const board = after(start, seeds);
        const isFree = (system: number) => refused(board, 'bringSystemOnline', system).length === 0;
        expect(systemsWith(board, 'BRING_ONLINE')).toEqual(systemsThat(board, isFree));
        expect(systemsWith(board, 'BRING_ONLINE')).toEqual(systemsThat(board, (system) => board.isReady(system)));
      }),
      { numRuns: depth(20, 200) },
    );
  });

  it('to start are exactly those of wave 0, past their gates, whose restore nothing refuses', () => {
    fc.assert(
      fc.property(anyBoard, anyChanges(8), (start, seeds) => {
        const board = after(start, seeds);
        const canStart = (system: number) =>
          board.courseOf(system)?.wave === 0 &&
          [...board.afterOf(system)].every((milestone) => board.milestoneStatusOf(milestone) === 'ACHIEVED') &&
          refused(board, 'startRestore', system).length === 0;
        expect(systemsWith(board, 'START_RESTORE')).toEqual(systemsThat(board, canStart));
      }),
      { numRuns: depth(20, 200) },
    );
  });

  it('have one action at most of each kind', () => {
    fc.assert(
      fc.property(anyBoard, anyChanges(8), (start, seeds) => {
        const names = actionsOf(after(start, seeds))
          .filter(({ hold, override }) => !hold && !override)
          .map(({ kind, system, milestone, line }) => [kind, system, milestone, line].join(' '));
        expect(new Set(names).size).toBe(names.length);
      }),
      { numRuns: depth(20, 200) },
    );
  });
});
