import { type Decision, about, no, refuseNoReason, systemChange, yes } from './decision';
import { type Refusal, refuse } from './refusal';
import { dependencyBetween } from './dependencies';
import { raisedFor } from './raising';
import type { DependencyRow, Uuid } from './rows';
import { weakenedBy } from './system-edit';
import type { RowChange } from './tables';
import { hasReached, isCounted, refuseTransition } from './transitions';
import type { Moment, World } from './world';

/** Decides retireSystem: what depends on it goes over to what replaces it; nothing that needs it is left empty. */
export function decideRetire(
  world: World,
  system: number,
  moment: Moment,
  input: { reason: string; replacedBy: number | null },
): Decision {
  const row = world.systems.at(system);
  const refusal =
    refuseNoReason(input.reason) ??
    refuseReplacement(world, system, input.replacedBy) ??
    refuseTransition('retireSystem', row) ??
    refuseNeeded(world, system, input.replacedBy);
  if (refusal) return no(refusal);
  const moved = input.replacedBy === null ? [] : takeOver(world, system, input.replacedBy, moment.actor.id);
  if ('code' in moved) return no(moved);
  const replacedBy = input.replacedBy === null ? null : world.systems.at(input.replacedBy).key;
  return yes({
    type: 'SYSTEM_RETIRED',
    ...about(row),
    reason: input.reason,
    facts: { system: row.key, from: row.state, replacedBy },
    rows: [...moved, systemChange(row, { state: 'RETIRED', stateSince: moment.now, serviceLevel: 'NONE' })],
  });
}

/** Decides reinstateSystem: it begins OFFLINE again. */
export function decideReinstate(world: World, system: number, moment: Moment, input: { reason: string }): Decision {
  const row = world.systems.at(system);
  const refusal = refuseNoReason(input.reason) ?? refuseTransition('reinstateSystem', row);
  if (refusal) return no(refusal);
  return yes({
    type: 'SYSTEM_REINSTATED',
    ...about(row),
    reason: input.reason,
    facts: { system: row.key, from: row.state, to: 'OFFLINE' },
    rows: [systemChange(row, { state: 'OFFLINE', stateSince: moment.now })],
  });
}

function refuseReplacement(world: World, system: number, replacedBy: number | null): Refusal | null {
  if (replacedBy === null) return null;
  const { key, state } = world.systems.at(replacedBy);
  if (replacedBy === system) return refuse('INVALID_INPUT', `${key} can't replace itself.`, ['replacedBy']);
  if (isCounted(state)) return null;
  return refuse('INVALID_INPUT', `${key} is ${state}: it can replace nothing.`, ['replacedBy']);
}

function refuseNeeded(world: World, system: number, replacedBy: number | null): Refusal | null {
  if (replacedBy !== null) return null;
  const { key } = world.systems.at(system);
  const waiting = Array.from(world.dependentsOf(system), (edge) => world.systems.at(world.waiterOf(edge)))
    .filter(({ state }) => isCounted(state))
    .map((waiter) => waiter.key);
  if (waiting.length > 0) {
    const message = `${key} is needed by ${waiting.slice(0, 10).join(', ')}: name what replaces it.`;
    return refuse('IN_USE', message, ['replacedBy']);
  }
  const emptied = [
    ...Array.from(world.linesNeeding(system))
      .filter((line) => countedOf(world, world.systemsOfLine(line)) === 1)
      .map((line) => `line ${world.lines.at(line).key}`),
    ...Array.from(world.milestonesNeeding(system))
      .filter((milestone) => criteriaOf(world, milestone) === 1)
      .map((milestone) => `milestone ${world.milestones.at(milestone).key}`),
  ];
  if (emptied.length === 0) return null;
  return refuse('IN_USE', `Without ${key} nothing would be left of ${emptied.join(', ')}: name what replaces it.`, [
    'replacedBy',
  ]);
}

function countedOf(world: World, systems: ArrayLike<number>): number {
  return Array.from(systems).filter((system) => isCounted(world.systems.at(system).state)).length;
}

function criteriaOf(world: World, milestone: number): number {
  const others = world.linesOf(milestone).length + world.milestonesOf(milestone).length;
  return countedOf(world, world.systemsOf(milestone)) + others;
}

/** The rows that put one system in another's place in edges, lines and milestones; duplicates merge, the stricter wins. */
function takeOver(world: World, system: number, replacement: number, actorId: Uuid): RowChange[] | Refusal {
  const waiters = Array.from(world.dependentsOf(system), (edge) => ({
    waiter: world.waiterOf(edge),
    dependency: world.dependencies.at(edge),
  })).filter(({ waiter }) => waiter !== replacement);
  const lines = Array.from(world.linesNeeding(system));
  const milestones = Array.from(world.milestonesNeeding(system));
  const hard = waiters.filter(({ dependency }) => dependency.strength === 'HARD').map(({ waiter }) => waiter);
  const raised = raisedFor(world, replacement, { systems: hard, lines, milestones });
  if ('code' in raised) return { ...raised, field: ['replacedBy'] };
  return [
    ...ownEdge(world, system, replacement, actorId),
    ...raised,
    ...waiters.flatMap(({ waiter, dependency }) => movedEdge(world, waiter, dependency, replacement)),
    ...lines.flatMap((line) => movedLink(world, system, replacement, 'line_system', line)),
    ...milestones.flatMap((milestone) => movedLink(world, system, replacement, 'milestone_system', milestone)),
  ];
}

// What replaces a system no longer waits for it: who took a HARD edge away has weakened its rules.
function ownEdge(world: World, system: number, replacement: number, actorId: Uuid): RowChange[] {
  const edge = dependencyBetween(world, replacement, system);
  if (edge === undefined) return [];
  const row = world.systems.at(replacement);
  return [
    { table: 'dependency', op: 'delete', row: { id: edge.id } },
    systemChange(row, edge.strength === 'HARD' ? weakenedBy(row, actorId) : {}),
  ];
}

function movedEdge(world: World, waiter: number, moved: DependencyRow, replacement: number): RowChange[] {
  const target = world.systems.at(replacement);
  const there = dependencyBetween(world, waiter, replacement);
  const { id, version: _version, ...kept } = moved;
  const gone: RowChange = { table: 'dependency', op: 'delete', row: { id } };
  const touched = systemChange(world.systems.at(waiter));
  if (there === undefined) {
    return [gone, { table: 'dependency', op: 'insert', row: { ...kept, id, dependsOnId: target.id } }, touched];
  }
  const stricter = {
    strength: there.strength === 'HARD' ? there.strength : moved.strength,
    requiredState: hasReached(there.requiredState, moved.requiredState) ? there.requiredState : moved.requiredState,
  };
  return [gone, { table: 'dependency', op: 'update', row: { id: there.id, ...stricter } }, touched];
}

function movedLink(
  world: World,
  system: number,
  replacement: number,
  table: 'line_system' | 'milestone_system',
  owner: number,
): RowChange[] {
  const [from, to] = [world.systems.at(system).id, world.systems.at(replacement).id];
  if (table === 'line_system') {
    const lineId = world.lines.at(owner).id;
    const has = Array.from(world.systemsOfLine(owner)).includes(replacement);
    const gone: RowChange = { table, op: 'delete', row: { lineId, systemId: from } };
    return has ? [gone] : [gone, { table, op: 'insert', row: { lineId, systemId: to } }];
  }
  const milestoneId = world.milestones.at(owner).id;
  const has = Array.from(world.systemsOf(owner)).includes(replacement);
  const gone: RowChange = { table, op: 'delete', row: { milestoneId, systemId: from } };
  return has ? [gone] : [gone, { table, op: 'insert', row: { milestoneId, systemId: to } }];
}
