import type { HoldRow, NoteRow, OverrideApprovalRow, OverrideRow } from './marks';
import type {
  CheckRow,
  DependencyRow,
  IncidentRow,
  LineRow,
  MilestoneRow,
  PlantRow,
  SystemRow,
  TeamRow,
  Uuid,
} from './rows';

export interface SystemAfterRow {
  systemId: Uuid;
  milestoneId: Uuid;
  version: number;
}
export interface MilestoneSystemRow {
  milestoneId: Uuid;
  systemId: Uuid;
  version: number;
}
export interface MilestoneLineRow {
  milestoneId: Uuid;
  lineId: Uuid;
  version: number;
}
export interface MilestoneMilestoneRow {
  milestoneId: Uuid;
  needsId: Uuid;
  version: number;
}
export interface LineSystemRow {
  lineId: Uuid;
  systemId: Uuid;
  version: number;
}
export interface LineFeedRow {
  lineId: Uuid;
  fedById: Uuid;
  version: number;
}

/** The topological rank of a system, line or milestone: greater than that of everything it waits for. */
export interface NodeRankRow {
  nodeId: Uuid;
  rank: number;
  version: number;
}

/** The recovery tables, and the row that each one holds. */
export interface RecoveryTables {
  incident: IncidentRow;
  team: TeamRow;
  plant: PlantRow;
  line: LineRow;
  system: SystemRow;
  milestone: MilestoneRow;
  node_rank: NodeRankRow;
  dependency: DependencyRow;
  system_after: SystemAfterRow;
  milestone_system: MilestoneSystemRow;
  milestone_line: MilestoneLineRow;
  milestone_milestone: MilestoneMilestoneRow;
  line_system: LineSystemRow;
  line_feed: LineFeedRow;
  containment_check: CheckRow;
  hold: HoldRow;
  override: OverrideRow;
  override_approval: OverrideApprovalRow;
  note: NoteRow;
}
export type RecoveryTable = keyof RecoveryTables;

/** The columns that name a row within its incident, table by table; parents before children. */
export const tableKeys = {
  incident: ['id'],
  team: ['id'],
  plant: ['id'],
  line: ['id'],
  system: ['id'],
  milestone: ['id'],
  node_rank: ['nodeId'],
  dependency: ['id'],
  system_after: ['systemId', 'milestoneId'],
  milestone_system: ['milestoneId', 'systemId'],
  milestone_line: ['milestoneId', 'lineId'],
  milestone_milestone: ['milestoneId', 'needsId'],
  line_system: ['lineId', 'systemId'],
  line_feed: ['lineId', 'fedById'],
  containment_check: ['systemId', 'kind'],
  hold: ['id'],
  override: ['id'],
  override_approval: ['overrideId', 'principalId'],
  note: ['id'],
} as const satisfies { [T in RecoveryTable]: readonly (keyof RecoveryTables[T] & string)[] };

type KeyOf<T extends RecoveryTable> = (typeof tableKeys)[T][number] & keyof RecoveryTables[T];
type Unversioned<R> = Omit<R, 'version'>;

/** One row that an event changed: its after-image, or for an update the key and the columns that changed. */
export type RowChange = {
  [T in RecoveryTable]:
    | { table: T; op: 'insert'; row: Unversioned<RecoveryTables[T]> }
    | {
        table: T;
        op: 'update';
        row: Pick<RecoveryTables[T], KeyOf<T>> & Partial<Unversioned<RecoveryTables[T]>>;
      }
    | { table: T; op: 'delete'; row: Pick<RecoveryTables[T], KeyOf<T>> };
}[RecoveryTable];
