import type { Board } from '../../src/board/board';
import { mayHaveChanged } from '../../src/board/caught-up';
import type { Step } from '../../src/board/timeline';
import type { RecoveryEvent } from '../../src/domain/event';
import type { Uuid } from '../../src/domain/rows';
import { expectSame } from './same';

/** What followers of a system compare: its version and its answers, kinds and ids of them, never their messages. */
function described(board: Board, system: number): string {
  const { status, missing } = board.containmentOf(system);
  const blockers = board.blockersOf(system).map((blocker) => {
    const { kind, systemId, causeId, milestoneId, holdId, lineId, missingChecks } = blocker;
    return [kind, systemId, causeId, milestoneId, holdId, lineId, missingChecks];
  });
  return JSON.stringify([board.systems.at(system).version, status, missing, blockers, board.isOverdue(system)]);
}

function idsOf(board: Board): Uuid[] {
  return board.systems.toArray().map(({ id }) => id);
}

/** The systems that are new or described otherwise on a later board, looking at every one. */
function changedSince(before: Board, after: Board): Uuid[] {
  return idsOf(after).filter((id, system) => {
    const was = before.systems.find(id);
    return was === undefined || described(before, was) !== described(after, system);
  });
}

function removedSince(before: Board, after: Board): Uuid[] {
  return idsOf(before).filter((id) => after.systems.find(id) === undefined);
}

/** Expects a step of a timeline to tell exactly the systems that it changed. */
export function expectToldLive({ before, after, changed }: Step): void {
  const told = changed.systems.map((system) => after.systems.at(system).id);
  expectSame([told, changed.removed], [changedSince(before, after), removedSince(before, after)]);
}

/** Expects who was away since a board to be told of every system that changed, of others maybe. */
export function expectToldLater(before: Board, after: Board, events: readonly RecoveryEvent[]): void {
  // as a follower is caught up: from one event before the one whose answer may have been cut short
  const since = events.filter(({ position }) => position > before.position - 2);
  const { systems, removed } = mayHaveChanged(after, since);
  const told = new Set(Array.from(systems, (system) => after.systems.at(system).id));
  const missed = changedSince(before, after).filter((id) => !told.has(id));
  expectSame(missed, []);
  expectSame(
    removedSince(before, after).filter((id) => !removed.includes(id)),
    [],
  );
}
