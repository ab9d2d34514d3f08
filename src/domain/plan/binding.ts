import type { RawDependency } from './dependencies.reader';
import { shown } from './nearest';
import type { PlanDependency, PlanSystem } from './plan';
import type { KnownKeys } from './references';
import type { Draft, Drafts } from './systems.reader';

/** The systems of the drafts with all that they refer to resolved; every key must be known by now. */
export function bindSystems(drafts: Drafts, known: KnownKeys): PlanSystem[] {
  for (const draft of drafts.all) {
    draft.system.dependencies = bindDependencies(draft, drafts, known);
    draft.system.after = known.referAll(draft.fields, 'milestone', draft.after);
  }
  return drafts.all.map((draft) => draft.system);
}

function bindDependencies(draft: Draft, drafts: Drafts, known: KnownKeys): PlanDependency[] {
  const bound = new Map<string, PlanDependency>();
  const { fields, system } = draft;
  for (const raw of draft.dependencies) {
    const on = bind(draft, raw, drafts, known);
    if (on === system.key) {
      const message = `system ${on} waits for itself: take that edge out.`;
      fields.reading.findings.add('CYCLE', message, raw.spot, { keys: [on], cycle: [on, on] });
      continue;
    }
    if (bound.has(on)) {
      fields.wrongAt(raw.spot, `dependsOn names ${shown(on)} twice.`, 'DUPLICATE_KEY', [system.key, on]);
    }
    bound.set(on, on === raw.dependency.on ? raw.dependency : { ...raw.dependency, on });
  }
  return [...bound.values()];
}

/**
 * The key of the system that a dependency means: the instance at the system's own plant where the key stands for one at each
 * plant, else the system of that very key, else the one that is named like an instance at the same plant.
 */
function bind(
  { system, fields }: Draft,
  { dependency, spot }: RawDependency,
  drafts: Drafts,
  known: KnownKeys,
): string {
  const key = dependency.on;
  const here = system.plant === null ? null : `${key}.${system.plant}`;
  const plants = drafts.plantsOf.get(key);
  if (plants === undefined && known.has('system', key)) return key;
  if (here !== null && known.has('system', here)) return here;
  return known.refer(fields, 'system', { key, spot }, here, plants && hintOf(system, key, plants));
}

function hintOf(system: PlanSystem, key: string, plants: readonly string[]): string {
  const place = system.plant === null ? `${system.key} is at no plant` : `there is none at ${system.plant}`;
  return ` It exists at ${plants.join(', ')}, and ${place}: name one, such as ${key}.${plants[0]}.`;
}
