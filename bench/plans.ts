/** Plans of any size, the same in every run: each system waits for some that come shortly before it. */

const plants = 20;
const reach = 200;

/** Numbers from 0 to below a bound, from a fixed seed. */
export function dice(seed = 7): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
}

/** For each system the earlier ones that it waits for, `each` of them where there are as many. */
export function edgesOf(systems: number, each: number): number[][] {
  const roll = dice();
  return Array.from({ length: systems }, (_, system) => {
    const awaited = new Set<number>();
    while (awaited.size < Math.min(each, system)) awaited.add(system - 1 - roll(Math.min(reach, system)));
    return [...awaited];
  });
}

export const keyOf = (system: number): string => `system-${String(system).padStart(6, '0')}`;
export const plantOf = (system: number): string => `P${system % plants}`;

const rules = [{ require: ['ISOLATION_IN_FORCE', 'EVIDENCE_PRESERVED', 'BASELINE_MATCHED'] }];

function systemOf(system: number, awaited: number[]): object {
  return {
    key: keyOf(system),
    name: `System ${system}`,
    tier: system % 5,
    zone: 'L4',
    plant: plantOf(system),
    team: `team-${system % 10}`,
    rto: `${24 + (system % 300)}h`,
    estimate: ['2h', '4h', '9h'],
    dependsOn: awaited.map(keyOf),
  };
}

const named = (count: number, prefix: string): object[] =>
  Array.from({ length: count }, (_, n) => ({ key: `${prefix}${n}`, name: `${prefix} ${n}` }));

/** A plan as JSON. */
export function planJson(key: string, systems: number, each: number): string {
  return JSON.stringify({
    format: 'blackstart/v1',
    incident: { key, title: 'Benchmark', mode: 'EXERCISE' },
    policy: { rules },
    teams: named(10, 'team-').map((team) => ({ ...team, capacity: 3 })),
    plants: named(plants, 'P'),
    systems: edgesOf(systems, each).map((awaited, system) => systemOf(system, awaited)),
  });
}

/** The same systems as CSV, which knows no policy and no incident. */
export function planCsv(systems: number, each: number): string {
  const lines = edgesOf(systems, each).map((awaited, system) => {
    const place = [plantOf(system), system % 5, 'L4', `team-${system % 10}`, `${24 + (system % 300)}h`];
    return [keyOf(system), `System ${system}`, ...place, '2h,4h,9h', awaited.map(keyOf).join(';')].join();
  });
  return ['key,name,plant,tier,zone,team,rto,optimistic,likely,pessimistic,depends_on', ...lines, ''].join('\n');
}
