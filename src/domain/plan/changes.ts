import type { RecoveryTable, RowChange } from '../tables';

export type PlanDiffAction = 'ADD' | 'CHANGE' | 'REMOVE';

/** One line of what applying a plan would do; a dependency's key is `system -> dependsOn`. */
export interface PlanDiffEntry {
  action: PlanDiffAction;
  kind: 'incident' | 'policy' | 'system' | 'plant' | 'line' | 'dependency' | 'milestone' | 'team';
  key: string;
  /** For CHANGE: the fields of the document that differ. */
  fields: string[];
}

/**
 * The rows that a plan changes, gathered by when they can be written: what is cut or softened, then ranks (so that whoever
 * waits stands above before the edge comes), then objects, parents before children, then new edges, then what goes.
 */
export class PlanRows {
  readonly entries: PlanDiffEntry[] = [];
  private readonly phases: Record<Phase, RowChange[]> = {
    cut: [],
    rank: [],
    object: [],
    link: [],
    drop: [],
    unrank: [],
  };

  tell(action: PlanDiffAction, kind: PlanDiffEntry['kind'], key: string, fields: string[] = []): true {
    this.entries.push({ action, kind, key, fields });
    return true;
  }

  insert(phase: Phase, table: RecoveryTable, row: object): void {
    this.phases[phase].push({ table, op: 'insert', row } as RowChange);
  }

  update(phase: Phase, table: RecoveryTable, row: object): void {
    this.phases[phase].push({ table, op: 'update', row } as RowChange);
  }

  delete(phase: Phase, table: RecoveryTable, key: object): void {
    this.phases[phase].push({ table, op: 'delete', row: key } as RowChange);
  }

  inOrder(): RowChange[] {
    const { cut, rank, object, link, drop, unrank } = this.phases;
    return cut.concat(rank, object, link, drop.reverse(), unrank);
  }
}

type Phase = 'cut' | 'rank' | 'object' | 'link' | 'drop' | 'unrank';
