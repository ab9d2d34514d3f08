import type { Blocker } from '../domain/refusal';
import type { Uuid } from '../domain/rows';
import { everySystem, systemsTouchedBy } from './affected';
import type { Board } from './board';
import type { Step } from './timeline';

/** The systems whose state or answers are other after a step: by index on the board after it, and those that were removed. */
export interface Changed {
  systems: number[];
  removed: Uuid[];
}

/** Compares answers (kinds and ids, never messages) before and after a step, for the systems that it may have touched. */
export function changedAnswers(step: Step): Changed {
  const { before, after } = step;
  const removed = before.state.topology === after.state.topology ? [] : removedSystems(before, after);
  return { systems: candidates(step).filter((system) => isChanged(before, after, system)), removed };
}

function candidates({ event, before, after }: Step): number[] {
  if (before.state.topology !== after.state.topology) return everySystem(after);
  // a step may take the clock along: what expired since the board before is no part of the event
  if (event === null || before.moment !== after.moment) return after.state.answers.notSharedWith(before.state.answers);
  const moved = after.state.faults.differingFrom(before.state.faults);
  return [...systemsTouchedBy(before, after, event.rows, moved)].sort((one, other) => one - other);
}

function isChanged(before: Board, after: Board, system: number): boolean {
  const row = after.systems.at(system);
  const was = before.systems.find(row.id);
  if (was === undefined || before.systems.at(was).version !== row.version) return true;
  return fingerprint(before, was) !== fingerprint(after, system);
}

function fingerprint(board: Board, system: number): string {
  const { blockers, containment } = board.answerOf(system);
  return [containment.status, ...containment.missing, ...blockers.map(nameOf), board.isOverdue(system)].join(' ');
}

function nameOf(blocker: Blocker): string {
  const { kind, systemId, causeId, milestoneId, holdId, lineId, missingChecks } = blocker;
  return [kind, systemId, causeId, milestoneId, holdId, lineId, ...missingChecks].join('/');
}

function removedSystems(before: Board, after: Board): Uuid[] {
  return before.systems.toArray().flatMap(({ id }) => (after.systems.find(id) === undefined ? [id] : []));
}
