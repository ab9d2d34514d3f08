import { type Refusal, refuse } from '../refusal';
import { shown } from './nearest';
import { edgesOf, linksOfLine, linksOfMilestone, linksOfSystem, linkTables } from './links';
import type { Target, Topology } from './target';

const mostRefusals = 100;

/** Another object that one refers to; `to` is undefined where there is none of that key. */
interface Reference {
  kind: string;
  key: string;
  to: Target | undefined;
}

/**
 * Refuses a plan after which something would refer to what is not there (INVALID_INPUT: it went since the document was read)
 * or to what the plan removes (IN_USE), naming both.
 */
export function refuseReferences(topology: Topology): Refusal[] {
  const refusals: Refusal[] = [];
  const removes = [topology.teams, topology.plants, topology.systems, topology.lines, topology.milestones].some(
    (objects) => objects.all.some((target) => target.isRemoved),
  );
  const judge = (noun: string, target: Target, references: () => Reference[]): void => {
    // What the document does not name keeps its references, which can only break where something is removed.
    if (target.isRemoved || (target.plan === null && !removes) || refusals.length >= mostRefusals) return;
    for (const reference of references()) {
      if (reference.to === undefined) refusals.push(refuseMissing(noun, target, reference));
      else if (reference.to.isRemoved) refusals.push(refuseRemoved(noun, target, reference));
    }
  };
  for (const target of topology.systems.all) judge('system', target, () => referencesOfSystem(topology, target));
  for (const target of topology.lines.all) {
    judge('line', target, () => [...placeOf(topology, target), ...linked(linksOfLine(topology, target), target.plan)]);
  }
  for (const target of topology.milestones.all) {
    const references = () => [...placeOf(topology, target), ...linked(linksOfMilestone(topology, target), target.plan)];
    judge('milestone', target, references);
  }
  return refusals;
}

function refuseMissing(noun: string, target: Target, { kind, key }: Reference): Refusal {
  const message = `${noun} ${target.key} refers to the ${kind} ${shown(key)}, which is not there: add it or mend the key.`;
  return refuse('INVALID_INPUT', message, ['plan', 'content']);
}

function refuseRemoved(noun: string, target: Target, { kind, key }: Reference): Refusal {
  const message = `The ${kind} ${key} can't be removed: the ${noun} ${target.key} refers to it. Keep it, or take the reference out.`;
  return refuse('IN_USE', message, ['plan', 'content']);
}

function referencesOfSystem(topology: Topology, target: Topology['systems']['all'][number]): Reference[] {
  const edges = edgesOf(topology, target).filter(({ wanted }) => wanted !== null);
  return [
    ...placeOf(topology, target),
    ...teamOf(topology, target),
    ...edges.map(({ key, to }) => ({ kind: 'system', key, to })),
    ...linked(linksOfSystem(topology, target), target.plan),
  ];
}

type Placed = Target<{ plantId: string | null }, { plant: string | null }>;

function placeOf({ plants, world }: Topology, { plan, row }: Placed): Reference[] {
  if (plan !== null) return plan.plant === null ? [] : [{ kind: 'plant', key: plan.plant, to: plants.get(plan.plant) }];
  if (world === null || row === null || row.plantId === null) return [];
  const to = plants.all[world.plants.indexOf(row.plantId)]!;
  return [{ kind: 'plant', key: to.key, to }];
}

function teamOf({ teams, world }: Topology, { plan, row }: Topology['systems']['all'][number]): Reference[] {
  if (plan !== null) return plan.team === null ? [] : [{ kind: 'team', key: plan.team, to: teams.get(plan.team) }];
  if (world === null || row === null || row.teamId === null) return [];
  const to = teams.all[world.teams.indexOf(row.teamId)]!;
  return [{ kind: 'team', key: to.key, to }];
}

/** The references of lists; where the document names the object, its keys are at hand for those that are not there. */
function linked(links: ReturnType<typeof linksOfLine>, plan: object | null): Reference[] {
  return links.flatMap(({ table, wanted }) => {
    const { kind, field } = linkTables[table];
    const keys = plan === null ? [] : (plan as Record<string, string[]>)[field]!;
    return wanted.map((to, at) => ({ kind: kind.slice(0, -1), key: to?.key ?? keys[at] ?? '', to }));
  });
}
