import { requiredChecks } from '../required-checks';
import type { ContainmentRule, DependencyRow, SystemRow, Uuid } from '../rows';
import { weakenedBy } from '../system-edit';
import type { PlanRows } from './changes';
import { changedColumns, fieldsOf, systemColumns } from './columns';
import type { PlanOptions } from './diff';
import { type Edge, edgesOf, linksOfSystem } from './links';
import { changeLinks, hasCut } from './objects.diff';
import type { SystemTarget, Topology } from './target';
import { isWeakerEdge } from './weakening';

type Options = PlanOptions & { rules: readonly ContainmentRule[] };

/** The systems, what they depend on and wait for; one whose rules got weaker is marked with who applies the plan. */
export function changeSystems(rows: PlanRows, topology: Topology, options: Options): void {
  const rulesChanged = topology.world !== null && topology.world.incident.rules !== options.rules;
  for (const target of topology.systems.all) {
    if (target.isRemoved) removeSystem(rows, topology, target);
    else if (target.row === null) addSystem(rows, topology, target, options);
    else if (target.plan !== null || rulesChanged) changeSystem(rows, topology, target, target.row, options);
  }
}

function removeSystem(rows: PlanRows, topology: Topology, target: SystemTarget): void {
  changeLinks(rows, target, linksOfSystem(topology, target));
  for (const edge of edgesOf(topology, target)) cutEdge(rows, target, edge);
  rows.delete('drop', 'system', { id: target.id });
  rows.tell('REMOVE', 'system', target.key);
}

// Nothing has happened to a new system yet; no document can say otherwise.
const untouched = {
  state: 'OFFLINE',
  serviceLevel: 'NONE',
  firstStartedAt: null,
  restoredBy: null,
  restoredAt: null,
  restorePoint: null,
  restorePointAt: null,
  lastValidation: null,
  iteration: 1,
  verifiedAt: null,
  verifiedBy: null,
  expiresAt: null,
  requiredAtSigning: [],
  revokedAt: null,
  revokedReason: null,
  onlineUnder: null,
  expiryLogged: false,
  weakenedBy: [],
} as const;

function addSystem(rows: PlanRows, topology: Topology, target: SystemTarget, { now, newId }: Options): void {
  const { id, key, plan } = target;
  if (plan === null) return;
  rows.insert('object', 'system', { id, key, ...systemColumns(topology, plan), ...untouched, stateSince: now });
  rows.tell('ADD', 'system', key);
  changeLinks(rows, target, linksOfSystem(topology, target));
  changeEdges(rows, topology, target, newId);
}

function changeSystem(
  rows: PlanRows,
  topology: Topology,
  target: SystemTarget,
  row: SystemRow,
  options: Options,
): void {
  const { id, key, plan } = target;
  const links = linksOfSystem(topology, target);
  const moved = changeLinks(rows, target, links);
  const edges = changeEdges(rows, topology, target, options.newId);
  const changed = plan === null ? {} : changedColumns(row, systemColumns(topology, plan));
  const isWeaker =
    edges.some(isWeakerEdge) ||
    links.some(hasCut) ||
    hasFewerChecks(topology, target.index, { ...row, ...changed }, options.rules);
  const mark = isWeaker ? weakenedBy(row, options.actorId) : {};
  const fields = [...fieldsOf(changed), ...moved];
  const columns = { ...changed, ...mark };
  // A change of what it waits for counts as a change of the system: whoever looked at an older version must look again.
  if (fields.length + edges.length + Object.keys(mark).length > 0) rows.update('object', 'system', { id, ...columns });
  if (fields.length > 0) rows.tell('CHANGE', 'system', key, fields);
}

function hasFewerChecks(
  { world }: Topology,
  index: number,
  after: SystemRow,
  rules: readonly ContainmentRule[],
): boolean {
  const left = requiredChecks(rules, after);
  return world !== null && world.requiredOf(index).some((kind) => !left.includes(kind));
}

/** Cuts, changes and adds a system's dependencies; answers those that are not as they were. */
function changeEdges(rows: PlanRows, topology: Topology, target: SystemTarget, newId: () => Uuid): Edge[] {
  return edgesOf(topology, target).filter((edge) => {
    if (edge.wanted === edge.row) return false;
    if (edge.wanted === null) return cutEdge(rows, target, edge);
    const { strength, kind, requiredState, reason } = edge.wanted;
    const columns = { strength, kind, requiredState, reason };
    if (edge.row !== null) return updateEdge(rows, target, edge.row, { columns, key: edge.key });
    rows.insert('link', 'dependency', { id: newId(), systemId: target.id, dependsOnId: edge.to?.id, ...columns });
    return rows.tell('ADD', 'dependency', `${target.key} -> ${edge.key}`);
  });
}

function cutEdge(rows: PlanRows, target: SystemTarget, { row, key }: Edge): boolean {
  rows.delete('cut', 'dependency', { id: row?.id });
  return rows.tell('REMOVE', 'dependency', `${target.key} -> ${key}`);
}

type Wanted = { columns: Partial<DependencyRow>; key: string };

function updateEdge(rows: PlanRows, target: SystemTarget, row: DependencyRow, { columns, key }: Wanted): boolean {
  const changed = changedColumns(row, columns);
  if (Object.keys(changed).length === 0) return false;
  rows.update(changed.strength === 'SOFT' ? 'cut' : 'link', 'dependency', { id: row.id, ...changed });
  return rows.tell('CHANGE', 'dependency', `${target.key} -> ${key}`, fieldsOf(changed));
}
