import type { IncidentRow } from '../rows';
import type { PlanDiffEntry, PlanRows } from './changes';
import { changedColumns, fieldsOf, lineColumns, milestoneColumns, plantColumns, teamColumns } from './columns';
import { type Link, linksOfLine, linksOfMilestone, linkTables } from './links';
import type { Target, Topology } from './target';

type Table = 'team' | 'plant' | 'line' | 'milestone';

/** Adds, changes and removes teams. */
export function changeTeams(rows: PlanRows, { teams }: Topology): void {
  for (const target of teams.all) changeObject(rows, 'team', target, target.plan && teamColumns(target.plan));
}

/** Adds, changes and removes plants. */
export function changePlants(rows: PlanRows, { plants }: Topology): void {
  for (const target of plants.all) changeObject(rows, 'plant', target, target.plan && plantColumns(target.plan));
}

/** Adds, changes and removes lines with what they need; a new one does not run. */
export function changeLines(rows: PlanRows, topology: Topology): void {
  for (const target of topology.lines.all) {
    const columns = target.plan && lineColumns(topology, target.plan);
    changeObject(rows, 'line', target, columns, { running: false }, linksOfLine(topology, target));
  }
}

/** Adds, changes and removes milestones with their criteria; a new one is not achieved. */
export function changeMilestones(rows: PlanRows, topology: Topology, incident: Pick<IncidentRow, 'declaredAt'>): void {
  const unachieved = { achievedAt: null, achievedBy: null, voided: false };
  for (const target of topology.milestones.all) {
    const columns = target.plan && milestoneColumns(topology, target.plan, incident);
    changeObject(rows, 'milestone', target, columns, unachieved, linksOfMilestone(topology, target));
  }
}

/** Adds, changes or removes one object with its lists; `first` are the columns that only what happens changes. */
function changeObject(
  rows: PlanRows,
  table: Table & PlanDiffEntry['kind'],
  target: Target<object>,
  columns: object | null,
  first: object = {},
  links: Link[] = [],
): void {
  const { id, key, row } = target;
  const moved = changeLinks(rows, target, links);
  if (target.isRemoved) {
    rows.delete('drop', table, { id });
    rows.tell('REMOVE', table, key);
  } else if (row === null) {
    rows.insert('object', table, { id, key, ...columns, ...first });
    rows.tell('ADD', table, key);
  } else if (columns !== null) {
    const changed = changedColumns(row, columns);
    if (Object.keys(changed).length > 0) rows.update('object', table, { id, ...changed });
    const fields = [...fieldsOf(changed), ...moved];
    if (fields.length > 0) rows.tell('CHANGE', table, key, fields);
  }
}

/** Cuts and adds references of one object; answers the names of the lists that changed. */
export function changeLinks(rows: PlanRows, { id }: Target, links: readonly Link[]): string[] {
  const fields = new Set<string>();
  for (const link of links) {
    const { field, waiting, awaited } = linkTables[link.table];
    for (const target of missing(link.present, link.wanted)) {
      rows.delete('cut', link.table, { [waiting]: id, [awaited]: target.id });
      fields.add(field);
    }
    for (const target of missing(link.wanted, link.present)) {
      rows.insert('link', link.table, { [waiting]: id, [awaited]: target.id });
      fields.add(field);
    }
  }
  return [...fields];
}

/** Whether a list loses a reference. */
export function hasCut({ present, wanted }: Link): boolean {
  return missing(present, wanted).length > 0;
}

/** Those of one list that are not in the other. */
function missing(list: Link['wanted'], others: Link['wanted']): Target[] {
  if (list === others || list.length === 0) return [];
  const there = new Set(others);
  return list.filter((target) => target !== undefined && !there.has(target)) as Target[];
}
