import type { DependencyRow } from '../rows';
import { systemStates } from '../words';
import type { Edge } from './links';

type Demand = Pick<DependencyRow, 'strength' | 'requiredState'>;

/**
 * Whether a change of a dependency (null = it is removed) lets its system go ONLINE with less than before: a HARD edge that
 * goes, becomes SOFT or requires a lower state. A SOFT edge never held anything back.
 */
function isWeaker(before: Demand, after: Demand | null): boolean {
  if (before.strength === 'SOFT') return false;
  if (after === null || after.strength === 'SOFT') return true;
  return systemStates.indexOf(after.requiredState) < systemStates.indexOf(before.requiredState);
}

/** The same for an edge of a plan's diff; a new one weakens nothing. */
export function isWeakerEdge({ row, wanted }: Edge): boolean {
  return row !== null && isWeaker(row, wanted);
}
