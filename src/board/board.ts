import { dueAt, isOverdue } from '../domain/due';
import type { Counters } from '../domain/event';
import { isMilestoneOverdue, milestoneBlockers, milestoneCounts, milestoneStatuses } from '../domain/milestones';
import type { Blocker } from '../domain/refusal';
import { requiredChecks } from '../domain/required-checks';
import type { DependencyRow, HoldRow, IncidentRow, Instant, SystemRow, Uuid } from '../domain/rows';
import { hasReached } from '../domain/transitions';
import type { CheckKind, MilestoneStatus } from '../domain/words';
import type { Fault, Rows, World } from '../domain/world';
import { type Answer, answerOf } from './answers';
import { faultOf } from './faults';
import { Neighbours } from './neighbours';
import { type SystemOrder, ordered } from './orders';
import { type Progress, progress } from './progress';
import { totalOf } from './tallies';
import { wavesOf } from './waves';

/**
 * One incident in memory as of one position: an immutable value. Its answers hold for every moment from `now` until
 * `validUntil`; they are asked for once and kept.
 */
export class Board extends Neighbours implements World {
  private readonly kept = new Map<string, unknown>();

  get id(): Uuid {
    return this.state.incident.id;
  }
  get incident(): IncidentRow {
    return this.state.incident;
  }
  get position(): number {
    return this.state.head.position;
  }
  get logHead(): string {
    return this.state.head.logHead;
  }
  get lastAt(): Instant {
    return this.state.head.lastAt;
  }
  get now(): Instant {
    return this.state.now;
  }
  get moment(): number {
    return this.state.moment;
  }
  get validUntil(): Instant | null {
    return this.state.validUntil;
  }
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
  get milestones() {
    return this.state.milestones;
  }
  get holds(): readonly HoldRow[] {
    return this.state.holds;
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
    return faultOf(this.state.faults[system] as number);
  }
  openSystemsOf(milestone: number): number {
    return this.state.openSystems[milestone] as number;
  }
  checksOf(system: number) {
    return this.state.checks.at(system);
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
  requiredOf(system: number): readonly CheckKind[] {
    const row = this.systems.at(system);
    return this.once(`required ${row.zone} ${row.tier} ${row.safety}`, () => requiredChecks(this.incident.rules, row));
  }

  /** What the rules say about one system; kept. */
  answerOf(system: number): Answer {
    const { answers, now } = this.state;
    return answers.get(system) ?? answers.keep(system, answerOf(this, system, now));
  }
  blockersOf(system: number): readonly Blocker[] {
    return this.answerOf(system).blockers;
  }
  containmentOf(system: number): Answer['containment'] {
    return this.answerOf(system).containment;
  }
  isReady(system: number): boolean {
    return this.answerOf(system).ready;
  }
  isBlocked(system: number): boolean {
    return this.answerOf(system).blocked;
  }
  dueAtOf(system: number): Instant | null {
    return dueAt(this.incident, this.systems.at(system));
  }
  isOverdue(system: number): boolean {
    return isOverdue(this.incident, this.systems.at(system), this.now);
  }
  isSatisfied(dependency: number): boolean {
    const row: SystemRow = this.systems.at(this.targetOf(dependency));
    return hasReached(row.state, this.dependencies.at(dependency).requiredState);
  }
  milestoneStatusOf(milestone: number): MilestoneStatus {
    return this.once('milestones', () => milestoneStatuses(this))[milestone] as MilestoneStatus;
  }
  milestoneBlockersOf(milestone: number): readonly Blocker[] {
    return milestoneBlockers(this, milestone);
  }
  milestoneCountsOf(milestone: number): { done: number; total: number } {
    return milestoneCounts(this, milestone);
  }
  isMilestoneOverdue(milestone: number): boolean {
    return isMilestoneOverdue(this, milestone, this.now);
  }
  /** The counters of the incident, or of one plant. */
  progressOf(plant: number | null): Progress {
    return this.once(`progress ${plant}`, () => progress(this, plant));
  }
  /** 0 = waits for nothing; n = waits for wave n-1; null once online or retired. */
  waveOf(system: number): number | null {
    return this.once('waves', () => wavesOf(this))[system] ?? null;
  }
  /** All systems in an order, by index. */
  inOrder(order: SystemOrder): Int32Array {
    return this.once(`order ${order}`, () => ordered(this, order));
  }

  private once<T>(name: string, answer: () => T): T {
    if (!this.kept.has(name)) this.kept.set(name, answer());
    return this.kept.get(name) as T;
  }
}
