export interface Tower {
  systems: { key: string; dependsOn: string[] }[];
  /** The keys, floor by floor from the ground. */
  floors: string[][];
}

/** A tower of systems on one of the ground floor: each rests on two of the floor below. */
export function towerOf(depth: number, width: number): Tower {
  const floors = [['ground']];
  for (let floor = 1; floor <= depth; floor++) {
    floors.push(Array.from({ length: width }, (_, n) => `floor-${floor}-${n}`));
  }
  const systems = floors.flatMap((floor, number) =>
    floor.map((key, n) => ({ key, dependsOn: number === 0 ? [] : belowOf(floors[number - 1]!, n) })),
  );
  return { systems, floors };
}

function belowOf(below: readonly string[], n: number): string[] {
  return [...new Set([below[n % below.length]!, below[(n + 1) % below.length]!])];
}

/** The pairs in which somebody is told after what he rests on. */
export function toldTooLate(systems: Tower['systems'], order: readonly string[]): string[] {
  const place = new Map(order.map((key, n) => [key, n]));
  return systems.flatMap(({ key, dependsOn }) =>
    dependsOn
      .filter((target) => (place.get(key) ?? -1) > (place.get(target) ?? -1))
      .map((target) => `${key} after ${target}`),
  );
}
