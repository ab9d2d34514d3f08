import { isMap } from '../domain/plan/fields';

/** The kinds of catalog entities that become systems, in the order in which they keep a name that several have. */
export const systemKinds = ['component', 'resource', 'system', 'api'];

/** One entity of a Backstage catalog, as far as it is of use here. */
export interface Entity {
  /** Lower case, as references write it. */
  kind: string;
  namespace: string;
  name: string;
  metadata: Record<string, unknown>;
  spec: Record<string, unknown>;
  /** Number of its document in the text. */
  at: number;
}

/** Reads one document of a catalog file; null when it is no entity. */
export function entityOf(value: unknown, at: number): Entity | null {
  if (!isMap(value) || !isMap(value.metadata)) return null;
  const { kind, metadata, spec } = value;
  const { name, namespace } = metadata;
  if (typeof kind !== 'string' || typeof name !== 'string') return null;
  const space = typeof namespace === 'string' ? namespace.toLowerCase() : 'default';
  return { kind: kind.toLowerCase(), namespace: space, name, metadata, spec: isMap(spec) ? spec : {}, at };
}

/** An entity reference, `[kind:][namespace/]name`, with what it leaves out filled in; null for what is none. */
export function referenceOf(
  value: unknown,
  kind: string,
  namespace: string,
): { kind: string; id: string; name: string } | null {
  const match = typeof value === 'string' ? /^(?:([^:/]+):)?(?:([^:/]+)\/)?([^:/]+)$/.exec(value.trim()) : null;
  if (!match) return null;
  const [, ofKind = kind, inNamespace = namespace, name = ''] = match;
  return { kind: ofKind.toLowerCase(), id: idOf(ofKind, inNamespace, name), name };
}

/** What tells an entity from all others; Backstage compares without case. */
export function idOf(kind: string, namespace: string, name: string): string {
  return `${kind}:${namespace}/${name}`.toLowerCase();
}

/** A field that may hold a list, one value or nothing, as a list. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : value === undefined || value === null ? [] : [value];
}
