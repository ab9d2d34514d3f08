import type { Board } from '../../src/board/board';
import { type NextAction, nextActions } from '../../src/domain/next-actions';
import { type Given, boardWith } from '../support/board-builder';

const actionsOf = (board: Board): NextAction[] =>
  nextActions(board, board.scheduleAt(), board.now, (system) => board.blockersOf(system));

/** Each action in short, the most urgent first. */
function inShort(given: Given): string[] {
  const board = boardWith(given);
  return actionsOf(board).map(({ kind, system, milestone }) => {
    if (milestone !== null) return `${kind} ${board.milestones.at(milestone).key}`;
    return `${kind} ${board.systems.at(system as number).key}`;
  });
}

const online = { state: 'ONLINE', signed: true } as const;
const free = { state: 'VALIDATED', signed: true } as const;
const plants = ['BUR'];

describe('the most urgent', () => {
  const long = { optimistic: 90, likely: 100, pessimistic: 110 };
  const short = { optimistic: 5, likely: 10, pessimistic: 15 };

  it('is to confirm what must stop, then what is critical, then what comes first in the restore order', () => {
    const systems = {
      z: { state: 'STOPPING' as const, revoked: true, ...short },
      ...{ a: short, b: { ...long, state: 'RESTORING' as const }, c: { ...short, tier: 0 }, d: long },
    };
    const given = { systems, dependencies: ['d > b'] };
    const [first, ...rest] = actionsOf(boardWith(given));
    expect(first).toMatchObject({ kind: 'CONFIRM_STOPPED', critical: false });
    expect(rest[0]).toMatchObject({ kind: 'FINISH_RESTORE', critical: true });
    expect(inShort(given)).toEqual(['CONFIRM_STOPPED z', 'FINISH_RESTORE b', 'START_RESTORE c', 'START_RESTORE a']);
  });

  it('is a gate on which the end hangs, though something else comes sooner', () => {
    const systems = { a: online, b: { ...long, after: ['M'] }, c: { ...short, after: ['N'] }, d: short };
    const milestones = { M: { gate: true, systems: ['a'] }, N: { gate: true, systems: ['a'] } };
    const given = { systems, milestones };
    expect(inShort(given)).toEqual(['DECLARE_MILESTONE M', 'DECLARE_MILESTONE N', 'START_RESTORE d']);
    expect(actionsOf(boardWith(given))[0]).toMatchObject({ critical: true, place: 1 });
  });

  it('of what holds the same system is as urgent as the system', () => {
    const given = { systems: { a: short, b: { ...long } }, holds: ['b'] };
    expect(inShort(given)).toEqual(['RELEASE_HOLD b', 'START_RESTORE a']);
  });
});

describe('an action', () => {
  it('says for whom it is first of all, to which team and plant it belongs, and why now', () => {
    const given = { plants, teams: ['t'], systems: { a: { ...free, team: 't', plant: 'BUR' } }, holds: ['BUR'] };
    const held = boardWith(given);
    expect(actionsOf(held)).toMatchObject([
      { kind: 'RELEASE_HOLD', role: 'COMMANDER', teamId: null, plantId: held.plants.at(0).id, system: null },
    ]);
    const board = boardWith({ ...given, holds: [] });
    const [action] = actionsOf(board);
    const where = { teamId: board.teams.at(0).id, plantId: board.plants.at(0).id };
    expect(action).toMatchObject({ kind: 'BRING_ONLINE', role: 'ENGINEER', ...where });
    expect(action!.message).toBe('Bring online a (a): nothing blocks it.');
  });

  it('names the checks that are missing', () => {
    const board = boardWith({ require: ['IOC_SWEEP_CLEAN', 'OTHER'], systems: { a: 'RESTORED' } });
    expect(actionsOf(board)[0]!.message).toMatch(/missing: .*IOC_SWEEP_CLEAN.*OTHER/);
  });
});
