import { type Entity, idOf, systemKinds } from './backstage.entity';

/**
 * The keys that entities get as systems: the name, after its namespace unless that is `default`. Where a component and an API
 * share a name, the component keeps it and the API becomes `<name>.api`; likewise for resources and systems.
 */
export function keysOf(entities: readonly Entity[]): Map<string, string> {
  const keys = new Map<string, string>();
  const taken = new Set<string>();
  const ranked = [...entities].sort((a, b) => systemKinds.indexOf(a.kind) - systemKinds.indexOf(b.kind));
  for (const { kind, namespace, name } of ranked) {
    const id = idOf(kind, namespace, name);
    if (keys.has(id)) continue;
    const plain = namespace === 'default' ? name : `${namespace}.${name}`;
    const key = taken.has(plain) ? `${plain}.${kind}` : plain;
    taken.add(key);
    keys.set(id, key);
  }
  return keys;
}
