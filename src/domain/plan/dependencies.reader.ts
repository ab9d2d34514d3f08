import { dependencyKinds, dependencyStrengths, requirableStates } from '../words';
import { Fields, isMap, type Item, textOf } from './fields';
import type { PlanDependency } from './plan';

/** A dependency as it was written, and where: the system that it names is not looked up yet. */
export interface RawDependency {
  dependency: PlanDependency;
  spot: Item['spot'];
}

/** The items of `dependsOn`: a key, or a map `{system, strength, kind, requiredState, reason}`. */
export function readDependencies(fields: Fields): RawDependency[] {
  const dependencies: RawDependency[] = [];
  for (const item of fields.items('dependsOn')) {
    const dependency = isMap(item.value) ? describedDependency(fields, item) : plainDependency(fields, item);
    if (dependency !== null) dependencies.push({ dependency, spot: item.spot });
  }
  return dependencies;
}

function plainDependency(fields: Fields, item: Item): PlanDependency | null {
  const on = textOf(fields, 'dependsOn', item);
  return on === null ? null : { on, strength: 'HARD', kind: 'TECHNICAL', requiredState: 'ONLINE', reason: null };
}

function describedDependency(system: Fields, { value, spot }: Item): PlanDependency | null {
  const subject = `${system.subject}, dependency ${Number(spot.step) + 1}`;
  const fields = new Fields(system.reading, value as Record<string, unknown>, spot, subject);
  fields.refuseOthers(['system', 'strength', 'kind', 'requiredState', 'reason']);
  const on = fields.text('system');
  if (on === null) return fields.wrong('system', `it names no system: write {system: …} or the key alone.`);
  return {
    on,
    strength: fields.word('strength', dependencyStrengths) ?? 'HARD',
    kind: fields.word('kind', dependencyKinds) ?? 'TECHNICAL',
    requiredState: fields.word('requiredState', requirableStates) ?? 'ONLINE',
    reason: fields.text('reason'),
  };
}
