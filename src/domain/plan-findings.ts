import {
  type Contradiction,
  type Promised,
  edgeContradictions,
  infeasible,
  ownContradictions,
} from './plan/contradictions';
import { type PlanFinding, unplaced } from './plan/finding';
import type { SystemRow } from './rows';
import type { Outlook } from './schedule/forecast';
import { isAwaited, isCounted } from './transitions';
import type { World } from './world';

/**
 * Where the plan of an incident contradicts itself, and what half of an outlook's trials miss; of what is back only what it
 * means for others. The first 200, and a count of the rest.
 */
export function planFindings(world: World, outlook: Outlook): PlanFinding[] {
  return unplaced(everyContradiction(world, outlook));
}

function* everyContradiction(world: World, outlook: Outlook): Generator<Contradiction> {
  for (let system = 0; system < world.systems.size; system++) yield* contradictionsOf(world, outlook, system);
}

/** The systems whose recovery time objective half of the trials miss. */
export function infeasibleFindings(world: World, outlook: Outlook): Contradiction[] {
  return Array.from({ length: world.systems.size }, (_, system) => misses(world, outlook, system)).flat();
}

function contradictionsOf(world: World, outlook: Outlook, system: number): Contradiction[] {
  const row = world.systems.at(system);
  if (!isCounted(row.state)) return [];
  const own = promisedOf(row);
  const edges = Array.from(world.dependenciesOf(system)).flatMap((edge) => {
    const awaited = world.systems.at(world.targetOf(edge));
    return isCounted(awaited.state)
      ? edgeContradictions(own, promisedOf(awaited), world.dependencies.at(edge).strength)
      : [];
  });
  return [...(isAwaited(row.state) ? ownContradictions(own) : []), ...edges, ...misses(world, outlook, system)];
}

function misses(world: World, { schedule, quantiles }: Outlook, system: number): Contradiction[] {
  const { key, rtoMinutes } = world.systems.at(system);
  const place = schedule.work.placeOf[system]!;
  if (rtoMinutes === null || place === -1 || !schedule.work.isSystem[place]) return [];
  const passed = (Date.parse(schedule.at) - Date.parse(world.incident.declaredAt)) / 60_000;
  const back = passed + quantiles.p50[place]!;
  return back > rtoMinutes ? [infeasible(key, rtoMinutes, back)] : [];
}

function promisedOf({ key, tier, rtoMinutes, mtdMinutes, likely, teamId }: SystemRow): Promised {
  return { key, tier, rtoMinutes, mtdMinutes, hasEstimate: likely !== null, hasTeam: teamId !== null };
}
