import { isCounted, isOnline } from './transitions';
import type { PlantStatus } from './words';
import type { World } from './world';

/** What a plant cannot do without, each once: its essential systems, and those of its lines. */
export function systemsNeededBy(world: World, plant: number): number[] {
  const isFound = new Uint8Array(world.systems.size);
  const needed: number[] = [];
  const add = (system: number): void => {
    if (isFound[system]) return;
    isFound[system] = 1;
    needed.push(system);
  };
  const [lines, systems] = [world.linesOfPlant(plant), world.systemsOfPlant(plant)];
  for (let n = 0; n < lines.length; n++) for (const system of Array.from(world.systemsOfLine(lines[n]!))) add(system);
  for (let n = 0; n < systems.length; n++) if (world.columns.essential[systems[n]!]) add(systems[n]!);
  return needed;
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
