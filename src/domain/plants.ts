import { isCounted, isOnline } from './transitions';
import type { PlantStatus } from './words';
import type { World } from './world';

/**
 * The status of a plant, counted over its essential systems and the systems of its lines, without the retired: READY when
 * all are ONLINE, HALTED when none is (or there are none).
 */
export function plantStatus(world: World, systems: Iterable<number>): PlantStatus {
  let [all, online] = [0, 0];
  for (const system of systems) {
    const { state } = world.systems.at(system);
    if (!isCounted(state)) continue;
    all++;
    if (isOnline(state)) online++;
  }
  if (online === 0) return 'HALTED';
  return online === all ? 'READY' : 'PARTIAL';
}
