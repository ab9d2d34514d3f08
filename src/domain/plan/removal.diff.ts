import { type Refusal, refuse } from '../refusal';
import type { SystemRow, Uuid } from '../rows';
import type { World } from '../world';
import type { SystemTarget, Topology } from './target';

const mostRefusals = 100;

/** Refuses to remove what something happened to: a started, checked, signed or held system, a held plant, a running line. */
export function refuseRemovals(topology: Topology, hasHistory: (systemId: Uuid) => boolean): Refusal[] {
  const { world } = topology;
  if (world === null) return [];
  const held = new Set(world.holds.flatMap(({ systemId, plantId }) => [systemId, plantId]));
  const refusals: (Refusal | null)[] = [
    ...topology.systems.all
      .filter(({ isRemoved }) => isRemoved)
      .map((target) => refuseSystem(world, target, held, hasHistory)),
    ...topology.plants.all.map(({ isRemoved, id, key }) =>
      isRemoved && held.has(id) ? inUse('plant', key, 'is held') : null,
    ),
    ...topology.lines.all.map(({ isRemoved, row, key }) =>
      isRemoved && row?.running ? inUse('line', key, 'is marked running') : null,
    ),
  ];
  return refusals.filter((refusal) => refusal !== null).slice(0, mostRefusals);
}

function refuseSystem(
  world: World,
  { row, index, key }: SystemTarget,
  held: ReadonlySet<Uuid | null>,
  hasHistory: (systemId: Uuid) => boolean,
): Refusal | null {
  if (row === null) return null;
  if (wasTouched(row)) return inUse('system', key, `was worked on and is ${row.state}`);
  if (world.checksOf(index).size > 0) return inUse('system', key, 'has recorded checks');
  if (held.has(row.id)) return inUse('system', key, 'is held');
  return hasHistory(row.id) ? inUse('system', key, 'has notes or overrides') : null;
}

function wasTouched({ state, firstStartedAt, verifiedAt, revokedAt, restoredAt }: SystemRow): boolean {
  return state !== 'OFFLINE' || [firstStartedAt, verifiedAt, revokedAt, restoredAt].some((at) => at !== null);
}

function inUse(noun: string, key: string, why: string): Refusal {
  const message = `The ${noun} ${key} can't be removed: it ${why}. Name it in the document, or apply it without prune.`;
  return refuse('IN_USE', message, ['plan', 'content']);
}
