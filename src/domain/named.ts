import { refuseForbidden } from './permission';
import type { CommandName } from './permission.table';
import { type Refusal, refuse } from './refusal';
import type { Uuid } from './rows';
import type { KeyedRows, Moment, World } from './world';

type Noun = 'system' | 'plant' | 'milestone' | 'line' | 'team';
type Found = { object: number } | { refusal: Refusal };

/** Finds one of an incident's objects by UUID or key: NOT_FOUND where it has none of that name. */
export function findNamed(
  rows: KeyedRows<{ id: Uuid; key: string }>,
  noun: Noun,
  name: string,
  field: string = noun,
): Found {
  const object = rows.find(name);
  if (object !== undefined) return { object };
  return { refusal: refuse('NOT_FOUND', `There is no ${noun} ${name.slice(0, 100)} in this incident.`, [field]) };
}

/** The stations that every command on one system passes before its rule: found, permitted, of the expected version. */
export function onSystem(...commands: CommandName[]) {
  return {
    find: (world: World, name: string) => findNamed(world.systems, 'system', name),
    permit: (world: World, system: number, { actor }: Moment) =>
      refusePlace(world, commands, actor, world.systems.at(system).plantId),
    versioned: (world: World, system: number) => world.systems.at(system),
    idOf: (world: World, system: number) => world.systems.at(system).id,
  };
}

/** The same for a command on one milestone. */
export function onMilestone(command: CommandName) {
  return {
    find: (world: World, name: string) => findNamed(world.milestones, 'milestone', name),
    permit: (world: World, milestone: number, { actor }: Moment) =>
      refusePlace(world, [command], actor, world.milestones.at(milestone).plantId),
    idOf: (world: World, milestone: number) => world.milestones.at(milestone).id,
  };
}

/** Refuses an actor whose grants do not cover every one of the commands at a plant (null: at none) of this incident. */
export function refusePlace(
  world: World,
  commands: readonly CommandName[],
  actor: Moment['actor'],
  plantId: Uuid | null,
): Refusal | null {
  for (const command of commands) {
    const refusal = refuseForbidden(actor, command, { incidentId: world.incident.id, plantId });
    if (refusal) return refusal;
  }
  return null;
}

/** Refuses a request that names no system, or more than 500. */
export function refuseNumber(requested: readonly string[], field = 'systems'): Refusal | null {
  if (requested.length > 0 && requested.length <= 500) return null;
  return refuse('INVALID_INPUT', `Name 1 to 500 systems; these are ${requested.length}.`, [field]);
}

/** The requested systems without repetition: the same one by UUID and by key counts once. */
export function eachOnce(world: World, requested: readonly string[]): string[] {
  const seen = new Set<number | string>();
  return requested.filter((name) => {
    const system = world.systems.find(name) ?? name;
    return !seen.has(system) && seen.add(system);
  });
}

/** The requested systems, each once, in dependency order: what one waits for comes before it. */
export function inDependencyOrder(world: World, requested: readonly string[]): string[] {
  const rank = (name: string): number => {
    const system = world.systems.find(name);
    return system === undefined ? -1 : world.rankOf(world.systems.at(system).id);
  };
  return eachOnce(world, requested).sort((one, other) => rank(one) - rank(other));
}
