import type { RecoveryEvent } from '../../src/domain/event';
import type { OverrideRow } from '../../src/domain/marks';
import type { CheckRow, DependencyRow, LineRow, MilestoneRow, SystemRow, Uuid } from '../../src/domain/rows';
import { type RecoveryTable, type RecoveryTables, tableKeys } from '../../src/domain/tables';
import type { CheckKind } from '../../src/domain/words';

/** The recovery tables as plain rows by name, without one index: what the oracle reads. */
export type Tables = { readonly [T in RecoveryTable]: ReadonlyMap<string, RecoveryTables[T]> };

export const noTables = Object.fromEntries(
  Object.keys(tableKeys).map((table) => [table, new Map()]),
) as unknown as Tables;

/** The tables after an event wrote what it says that it wrote. */
export function tablesAfter(tables: Tables, { rows, position }: Pick<RecoveryEvent, 'rows' | 'position'>): Tables {
  const after = { ...tables } as unknown as Record<string, Map<string, object>>;
  for (const { table, op, row } of rows) {
    if ((after[table] as unknown) === tables[table]) after[table] = new Map<string, object>(tables[table]);
    const name = nameOf(table, row);
    const before = after[table]!.get(name);
    if ((before !== undefined) !== (op !== 'insert')) throw new Error(`${op} of ${table} ${name} at ${position}`);
    if (op === 'delete') after[table]!.delete(name);
    else after[table]!.set(name, { ...before, ...row, version: position });
  }
  return after as unknown as Tables;
}

export function nameOf(table: RecoveryTable, row: object): string {
  return tableKeys[table].map((key) => (row as Record<string, string>)[key]).join('/');
}

/** The rows of a table in the order of their keys. */
export function inOrder<R extends { key: string }>(rows: Iterable<R>): R[] {
  return [...rows].sort((one, other) => (one.key < other.key ? -1 : 1));
}

export function systemOf(tables: Tables, id: Uuid): SystemRow {
  const row = tables.system.get(id);
  if (!row) throw new Error(`there is no system ${id}`);
  return row;
}

export function milestoneOf(tables: Tables, id: Uuid): MilestoneRow {
  const row = tables.milestone.get(id);
  if (!row) throw new Error(`there is no milestone ${id}`);
  return row;
}

export function lineOf(tables: Tables, id: Uuid): LineRow {
  const row = tables.line.get(id);
  if (!row) throw new Error(`there is no line ${id}`);
  return row;
}

/** The overrides of a system that are neither used nor ended. */
export function openOverrides(tables: Tables, systemId?: Uuid): OverrideRow[] {
  return [...tables.override.values()].filter(
    (row) => ['REQUESTED', 'APPROVED'].includes(row.status) && row.systemId === (systemId ?? row.systemId),
  );
}

const hard = new WeakMap<Tables['dependency'], Map<Uuid, DependencyRow[]>>();

/** What a system waits for by HARD dependencies, in the order of the keys of what it waits for. */
export function hardDependencies(tables: Tables, systemId: Uuid): readonly DependencyRow[] {
  let bySystem = hard.get(tables.dependency);
  if (!bySystem) hard.set(tables.dependency, (bySystem = new Map()));
  let own = bySystem.get(systemId);
  if (!own) {
    const keyOf = ({ dependsOnId }: DependencyRow): string => systemOf(tables, dependsOnId).key;
    own = [...tables.dependency.values()].filter((row) => row.systemId === systemId && row.strength === 'HARD');
    bySystem.set(
      systemId,
      own.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)),
    );
  }
  return own;
}

export function checkOf(tables: Tables, systemId: Uuid, kind: CheckKind): CheckRow | undefined {
  return tables.containment_check.get(`${systemId}/${kind}`);
}

export function checksOf(tables: Tables, systemId: Uuid): CheckRow[] {
  return [...tables.containment_check.values()].filter((row) => row.systemId === systemId);
}

export function incidentOf(tables: Tables): RecoveryTables['incident'] {
  return [...tables.incident.values()][0]!;
}
