import type { Board } from '../../src/board/board';
import type { MilestoneRow, SystemRow } from '../../src/domain/rows';
import type { CheckKind } from '../../src/domain/words';
import type { Actors, Name } from './history.actors';
import type { Command } from './history.commands';
import { helpfulDecision, systemsUnderOverride } from './history.decisions';
import type { Dice } from './history.dice';

/** What the next command is chosen from: the board as it is, the people, and the dice. */
export interface Scene {
  board: Board;
  actors: Actors;
  dice: Dice;
}

export const proof = [{ label: 'Report', uri: 'https://evidence.example/1', sha256: 'AB'.repeat(32) }];

/** A command that brings the recovery forward: what one of the systems (or gates) that are next needs now. */
export function helpfulStep(scene: Scene): Command {
  const { board, dice } = scene;
  const gate = dice.maybe(readyGates(board));
  if (gate && dice.chance(0.5)) return { mutation: 'achieveMilestone', by: 'cora', input: { milestone: gate.key } };
  const hold = dice.maybe(board.holds);
  if (hold && dice.chance(0.15)) {
    return { mutation: 'releaseHold', by: 'cora', input: { hold: hold.id, reason: 'clear' } };
  }
  const decision = dice.chance(0.2) ? helpfulDecision(scene) : undefined;
  if (decision) return decision;
  const next = systemsInNeed(board);
  if (next.length === 0)
    return { mutation: 'updateSystem', by: 'erik', input: { system: anyOf(scene).key, tags: ['done'] } };
  const favoured = dice.maybe(systemsUnderOverride(board));
  const system =
    favoured !== undefined && dice.chance(0.4) ? favoured : dice.pick(dice.chance(0.8) ? next.slice(0, 4) : next);
  return stepFor(scene, system, next);
}

function readyGates(board: Board): MilestoneRow[] {
  return board.milestones.toArray().filter(({ gate }, at) => gate && board.milestoneStatusOf(at) === 'READY');
}

// The lowest ranks first: what others wait for.
function systemsInNeed(board: Board): number[] {
  return Array.from(board.state.topology.systemsByRank).filter((system) => {
    const { state } = board.systems.at(system);
    return state !== 'RETIRED' && (state !== 'ONLINE' || board.containmentOf(system).status !== 'VERIFIED');
  });
}

/** Any system's row. */
export function anyOf({ board, dice }: Scene): SystemRow {
  return board.systems.at(dice.between(0, board.systems.size - 1));
}

function stepFor(scene: Scene, system: number, others: readonly number[]): Command {
  const { board, dice } = scene;
  const row = board.systems.at(system);
  const input = { system: row.key };
  const { missing } = board.containmentOf(system);
  if (row.state === 'STOPPING')
    return { mutation: 'takeSystemOffline', by: 'nora', input: { ...input, reason: 'stopped' } };
  const needsEvidence = missing.includes('EVIDENCE_PRESERVED');
  if (row.state === 'OFFLINE' || row.state === 'RESTORING') {
    return needsEvidence && dice.chance(0.9) ? checked(scene, system, missing) : restored(scene, system, others);
  }
  const stale = missing.length > 0 ? missing : staleChecks(board, system);
  const { status } = board.containmentOf(system);
  const isHasty = missing.length === 0 && dice.chance(0.15);
  if (status !== 'VERIFIED' && stale.length > 0 && !isHasty) return checked(scene, system, stale);
  if (status !== 'VERIFIED') {
    return {
      mutation: 'verifyContainment',
      by: signerOf(scene, system),
      input: { ...input, expectedVersion: row.version },
    };
  }
  if (row.state === 'RESTORED') return validated(scene, system);
  return broughtOnline(scene, system, others);
}

// What a renewal needs anew: recorded before the signature that it follows.
function staleChecks(board: Board, system: number): CheckKind[] {
  const { verifiedAt } = board.systems.at(system);
  if (verifiedAt === null) return [];
  const checks = [...board.checksOf(system).values()].filter(({ recordedAt }) => recordedAt <= verifiedAt);
  return checks.map(({ kind }) => kind);
}

function checked({ board, dice }: Scene, system: number, kinds: readonly CheckKind[]): Command {
  const by = dice.pick(['erik', 'nora', 'vera', 'cora'] as const);
  const { key } = board.systems.at(system);
  if (dice.chance(0.1)) {
    const input = { system: key, kind: dice.pick(kinds), reason: 'not possible here' };
    return { mutation: 'waiveContainmentCheck', by: dice.pick(['cora', 'max']), input };
  }
  const passed = { outcome: 'PASSED', evidence: proof };
  if (dice.chance(0.2)) {
    return { mutation: 'recordContainmentCheck', by, input: { system: key, kind: dice.pick(kinds), ...passed } };
  }
  const systems = [key, ...dice.some(board.systems.toArray(), 0.05).map((row) => row.id)];
  return { mutation: 'recordContainmentChecks', by, input: { systems, kinds: [...kinds], ...passed } };
}

function restored({ board, dice }: Scene, system: number, others: readonly number[]): Command {
  const row = board.systems.at(system);
  const by = dice.pick(['erik', 'erik', 'nora', 'petra', 'max'] as const);
  const starts = row.state === 'OFFLINE' && dice.chance(0.4);
  if (dice.chance(0.3)) {
    const many = dice.some(others, 0.2).map((other) => board.systems.at(other));
    const systems = [row, ...many.filter(({ state }) => state === row.state)].map(({ key }) => key);
    return { mutation: starts ? 'startRestores' : 'markSystemsRestored', by, input: { systems } };
  }
  const image = { restorePoint: 'image 7', restorePointAt: '2025-01-01T00:00:00.000Z' };
  return {
    mutation: starts ? 'startRestore' : 'markSystemRestored',
    by,
    input: { system: row.key, ...(!starts && image) },
  };
}

function validated({ board, dice }: Scene, system: number): Command {
  const passed = dice.chance(0.9);
  const input = {
    system: board.systems.at(system).key,
    passed,
    note: passed ? undefined : 'does not start',
    evidence: proof,
  };
  return { mutation: 'recordValidation', by: dice.pick(['erik', 'nora']), input };
}

function broughtOnline(scene: Scene, system: number, others: readonly number[]): Command {
  const { board, dice } = scene;
  const by = openerOf(scene, system);
  const row = board.systems.at(system);
  if (dice.chance(0.7)) return { mutation: 'bringSystemOnline', by, input: { system: row.key, note: 'go' } };
  const validated = others.map((other) => board.systems.at(other)).filter(({ state }) => state === 'VALIDATED');
  const systems = [row, ...validated].map(({ key }) => key);
  return { mutation: 'bringSystemsOnline', by, input: { systems } };
}

function separated({ board, actors }: Scene, system: number, name: Name): boolean {
  const { restoredBy, weakenedBy } = board.systems.at(system);
  return restoredBy !== actors[name].id && !weakenedBy.includes(actors[name].id);
}

function openerOf(scene: Scene, system: number): Name {
  const people = (['erik', 'nora', 'max', 'cora', 'carl'] as const).filter((name) => separated(scene, system, name));
  return scene.dice.maybe(people) ?? 'robot';
}

function signerOf(scene: Scene, system: number): Name {
  const people = (['vera', 'vera', 'vito', 'max'] as const).filter((name) => separated(scene, system, name));
  return scene.dice.maybe(people) ?? 'vera';
}
