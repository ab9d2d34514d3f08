import type { Board } from '../../src/board/board';
import type { BoardRows } from '../../src/board/tables';
import type { Blocker } from '../../src/domain/refusal';
import type { SystemRow, Uuid } from '../../src/domain/rows';
import { plusMinutes } from '../../src/domain/time';
import { people, worldHead } from './random-world';
import { idOf } from './board-builder';
import type { Dice } from './history.dice';

/** The same incident after the change that takes one reason away, under another id. */
export function mendedWorld(dice: Dice, board: Board, rows: BoardRows, system: number, found: Blocker): BoardRows {
  const [incident] = rows.incident;
  const id = idOf(`${incident!.id} mended ${dice.roll()}`);
  const mended = counterpart(dice, board, rows, system, found);
  return { ...mended, incident: [{ ...mended.incident[0]!, id, key: id }] };
}

function counterpart(dice: Dice, board: Board, rows: BoardRows, system: number, found: Blocker): BoardRows {
  const { id } = board.systems.at(system);
  if (found.overridable && dice.chance(0.4)) return overridden(board, rows, id, found);
  switch (found.kind) {
    case 'INCIDENT':
      return { ...rows, incident: [{ ...rows.incident[0]!, status: 'OPEN', closedAt: null }] };
    case 'STATE':
      return withSystems(rows, (row) => (row.id === id ? { ...row, state: 'VALIDATED', restoredBy: people[4]! } : row));
    case 'CONTAINMENT':
      return withSystems(rows, (row) => (row.id === id ? signed(row, board) : row));
    case 'DEPENDENCY':
    case 'DEPENDENCY_UNTRUSTED':
      return dice.chance(0.3) ? softened(rows, id, found.systemId) : recovered(board, rows, found.systemId!);
    case 'MILESTONE':
      return achieved(board, rows, found.milestoneId!);
    default:
      return { ...rows, hold: rows.hold.filter((hold) => hold.id !== found.holdId) };
  }
}

const withSystems = (rows: BoardRows, change: (row: SystemRow) => SystemRow): BoardRows => ({
  ...rows,
  system: rows.system.map(change),
});

function signed(row: SystemRow, { now }: Board): SystemRow {
  const signature = { verifiedAt: plusMinutes(now, -30), verifiedBy: people[3]!, expiresAt: null };
  return { ...row, ...signature, revokedAt: null, revokedReason: null };
}

function online(row: SystemRow, board: Board): SystemRow {
  return { ...signed(row, board), state: 'ONLINE', serviceLevel: 'FULL', restoredBy: row.restoredBy ?? people[4]! };
}

function softened(rows: BoardRows, waiting: Uuid, awaited: Uuid | null): BoardRows {
  const dependency = rows.dependency.map((row) =>
    row.systemId === waiting && row.dependsOnId === awaited ? { ...row, strength: 'SOFT' as const } : row,
  );
  return { ...rows, dependency };
}

function recovered(board: Board, rows: BoardRows, awaited: Uuid): BoardRows {
  const below = new Set([awaited]);
  for (const id of below) {
    for (const row of rows.dependency) if (row.systemId === id && row.strength === 'HARD') below.add(row.dependsOnId);
  }
  return withSystems(rows, (row) => (below.has(row.id) ? online(row, board) : row));
}

function achieved(board: Board, rows: BoardRows, id: Uuid): BoardRows {
  const goals = new Set([id]);
  for (const goal of goals) {
    for (const row of rows.milestone_milestone) if (row.milestoneId === goal) goals.add(row.needsId);
  }
  const lines = new Set(rows.milestone_line.filter((row) => goals.has(row.milestoneId)).map((row) => row.lineId));
  const systems = new Set([
    ...rows.milestone_system.filter((row) => goals.has(row.milestoneId)).map((row) => row.systemId),
    ...rows.line_system.filter((row) => lines.has(row.lineId)).map((row) => row.systemId),
  ]);
  const at = { achievedAt: board.now, achievedBy: people[0]!, voided: false };
  return {
    ...withSystems(rows, (row) => (systems.has(row.id) && row.state !== 'RETIRED' ? online(row, board) : row)),
    milestone: rows.milestone.map((row) => (goals.has(row.id) ? { ...row, ...at } : row)),
    line: rows.line.map((row) => (lines.has(row.id) ? { ...row, running: true } : row)),
  };
}

function overridden(board: Board, rows: BoardRows, systemId: Uuid, found: Blocker): BoardRows {
  const id = idOf(`mended ${systemId}`);
  const { kind, milestoneId } = found;
  const row = {
    ...{ id, systemId, status: 'APPROVED' as const, reason: 'it must run', version: 1, requestedBy: people[0]! },
    ...{ blockers: [{ kind, systemId: found.systemId, milestoneId }] },
    ...{ requestedAt: worldHead(board.now).lastAt, expiresAt: plusMinutes(board.now, 100) },
  };
  const others = rows.override.filter((other) => other.systemId !== systemId);
  const kept = new Set(others.map((other) => other.id));
  const approvals = people.slice(1, 1 + board.incident.overrideApprovals);
  return {
    ...rows,
    override: [...others, row],
    override_approval: [
      ...rows.override_approval.filter(({ overrideId }) => kept.has(overrideId)),
      ...approvals.map((principalId) => ({ overrideId: id, principalId, at: board.now, version: 1 })),
    ],
  };
}

/** The same incident where this person has neither restored the system nor weakened its rules. */
export function partedWorld(dice: Dice, rows: BoardRows, systemId: Uuid, actor: Uuid): BoardRows {
  const id = idOf(`${rows.incident[0]!.id} parted ${dice.roll()}`);
  const restoredBy = people.find((other) => other !== actor)!;
  const mended = withSystems(rows, (row) =>
    row.id === systemId ? { ...row, restoredBy, weakenedBy: row.weakenedBy.filter((who) => who !== actor) } : row,
  );
  return { ...mended, incident: [{ ...mended.incident[0]!, id, key: id }] };
}
