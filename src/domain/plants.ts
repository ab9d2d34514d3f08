import { isCounted, isOnline } from './transitions';
import type { PlantStatus } from './words';
import type { World } from './world';

/** What a plant cannot do without, each once: its essential systems, and those of its lines. */
export function systemsNeededBy(world: World, plant: number): number[] {
  const needed = new Set<number>();
  const [lines, systems] = [world.linesOfPlant(plant), world.systemsOfPlant(plant)];
  const { essential } = world.columns;
  for (const line of Array.from(lines)) for (const system of Array.from(world.systemsOfLine(line))) needed.add(system);
  for (let n = 0; n < systems.length; n++) if (essential[systems[n]!]) needed.add(systems[n]!);
  return [...needed];
}

/**
 * The status of a plant, counted over the systems that it cannot do without, the retired left out: READY when all are ONLINE,
 * HALTED when none is (or there are none).
 */
export function plantStatus(world: World, plant: number): PlantStatus {
  let [all, online] = [0, 0];
  for (const system of systemsNeededBy(world, plant)) {
    const { state } = world.systems.at(system);
    if (!isCounted(state)) continue;
    all++;
    if (isOnline(state)) online++;
  }
  if (online === 0) return 'HALTED';
  return online === all ? 'READY' : 'PARTIAL';
}
