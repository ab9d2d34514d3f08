import type { Counters } from '../domain/event';
import type { HoldRow, OverrideApprovalRow, OverrideRow } from '../domain/marks';
import type { DependencyRow, Instant, Uuid } from '../domain/rows';
import type { SystemColumns } from '../domain/schedule/columns';
import type { Fault, Rows } from '../domain/world';
import { unloggedExpiries } from './clock';
import { Columns } from './columns';
import { faultOf } from './faults';
import { Neighbours } from './neighbours';
import { totalOf } from './tallies';

/** The rows of a board, and what people put beside them: checks, holds, overrides, notes. */
export class Standing extends Neighbours {
  get teams() {
    return this.state.teams;
  }
  get plants() {
    return this.state.plants;
  }
  get lines() {
    return this.state.lines;
  }
  get systems() {
    return this.state.systems;
  }
  get columns(): SystemColumns {
    return new Columns(this.state);
  }
  get milestones() {
    return this.state.milestones;
  }
  get holds(): readonly HoldRow[] {
    return this.state.holds;
  }
  get overrides(): readonly OverrideRow[] {
    return this.state.overrides;
  }
  get counters(): Counters {
    const { tallies } = this.state;
    return { online: tallies.states.ONLINE, verified: tallies.verified, total: totalOf(tallies) };
  }
  get dependencies(): Rows<DependencyRow> {
    const { dependencies } = this.state.topology;
    return { size: dependencies.length, at: (index) => dependencies[index] as DependencyRow };
  }

  rankOf(id: Uuid): number {
    return this.state.topology.ranks.get(id)?.rank ?? 0;
  }
  faultBelow(system: number): Fault | null {
    return faultOf(this.state.faults.at(system));
  }
  openSystemsOf(milestone: number): number {
    return this.state.openSystems.at(milestone);
  }
  checksOf(system: number) {
    return this.state.checks.at(system);
  }
  unloggedExpiries(now: Instant): number[] {
    return unloggedExpiries(this.systems, now);
  }
  holdsOn(system: number): readonly HoldRow[] {
    if (this.holds.length === 0) return this.holds;
    const { id, plantId } = this.systems.at(system);
    return this.holds.filter((hold) =>
      hold.systemId !== null ? hold.systemId === id : hold.plantId === null || hold.plantId === plantId,
    );
  }
  holdsOfPlant(plant: number): readonly HoldRow[] {
    const { id } = this.plants.at(plant);
    return this.holds.filter((hold) => hold.plantId === id);
  }
  approvalsOf(overrideId: Uuid): readonly OverrideApprovalRow[] {
    return this.state.approvals.filter((approval) => approval.overrideId === overrideId);
  }
  hasNote(system: number): boolean {
    return this.state.noted.at(system);
  }
  overrideOf(id: Uuid): OverrideRow | undefined {
    return this.overrides.find((override) => override.id === id);
  }
}
