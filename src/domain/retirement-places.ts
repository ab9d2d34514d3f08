import { refusePlace } from './named';
import type { Refusal } from './refusal';
import type { Uuid } from './rows';
import type { Moment, World } from './world';

/** Refuses who may not retire a system here, or, where something takes its place, may not change all that goes over to it. */
export function permitRetirement(
  world: World,
  { system, replacedBy }: { system: number; replacedBy: number | null },
  { actor }: Moment,
): Refusal | null {
  for (const plantId of new Set(plantsOf(world, system, replacedBy))) {
    const refusal = refusePlace(world, ['retireSystem'], actor, plantId);
    if (refusal) return refusal;
  }
  return null;
}

// The plants of every object that is written: the system, and what waits for it and goes over.
function plantsOf(world: World, system: number, replacedBy: number | null): (Uuid | null)[] {
  const own = world.systems.at(system).plantId;
  if (replacedBy === null) return [own];
  return [
    own,
    ...Array.from(world.dependentsOf(system), (edge) => world.systems.at(world.waiterOf(edge)).plantId),
    ...Array.from(world.linesNeeding(system), (line) => world.lines.at(line).plantId),
    ...Array.from(world.milestonesNeeding(system), (milestone) => world.milestones.at(milestone).plantId),
  ];
}
