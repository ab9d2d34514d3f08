import { dueAt, isOverdue, minutesInto } from '../domain/due';
import { isMilestoneOverdue, milestoneBlockers, milestoneCounts } from '../domain/milestones';
import type { Blocker } from '../domain/refusal';
import { lineBlockers } from '../domain/lines';
import { plantStatus } from '../domain/plants';
import type { IncidentRow, Instant, SystemRow, Uuid } from '../domain/rows';
import { blastRadius, unlocks } from '../domain/reach';
import { type Risk, lineRisks } from '../domain/risks';
import { rootBlockers } from '../domain/roots';
import { type Course, type Schedule, courseOf, planningTime, scheduleOf } from '../domain/schedule/schedule';
import { hasReached } from '../domain/transitions';
import type { CheckKind, LineStatus, MilestoneStatus, PlantStatus } from '../domain/words';
import type { World } from '../domain/world';
import { type Answer, answerOf } from './answers';
import type { Chunks } from './chunks';
import { Standing } from './standing';
import { type MilestoneStatuses, allLines, allMilestones } from './statuses';
import type { Listed } from './listed';
import { type SystemOrder, ordered } from './orders';
import { type Progress, progress } from './progress';
import { requiredBy } from './required';

/**
 * One incident in memory as of one position: an immutable value. Its answers hold for every moment from `now` until
 * `validUntil`; they are asked for once and kept.
 */
export class Board extends Standing implements World {
  private readonly kept = new Map<string, unknown>();
  private schedule: Schedule | undefined;
  private minutesSoFar: number | undefined;
  /** The last planning time that was asked for: that is done some times for each answer. */
  private planned: { now: Instant; at: Instant } | undefined;
  // no function of its own for each of the answers that are there already
  private readonly ask = (system: number): Answer => answerOf(this, system, this.now);

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
  requiredOf(system: number): readonly CheckKind[] {
    const row = this.systems.at(system);
    return requiredBy(this.incident.rules, row);
  }

  /** What the rules say about one system; kept. */
  answerOf(system: number): Answer {
    return this.state.answers.of(system, this.ask);
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
  /** How many minutes the incident has lasted. */
  get minutes(): number {
    return (this.minutesSoFar ??= minutesInto(this.incident, this.now));
  }
  isOverdue(system: number): boolean {
    return isOverdue(this.systems.at(system), this.minutes);
  }
  isSatisfied(dependency: number): boolean {
    const row: SystemRow = this.systems.at(this.targetOf(dependency));
    return hasReached(row.state, this.dependencies.at(dependency).requiredState);
  }
  risksOf(system: number): readonly Risk[] {
    return this.answerOf(system).risks;
  }
  rootBlockersOf(system: number): readonly Blocker[] {
    return this.once(`roots ${system}`, () => rootBlockers(this, system, this.now));
  }
  unlocksOf(system: number): number {
    return this.once(`unlocks ${system}`, () => unlocks(this, system));
  }
  blastRadiusOf(system: number): readonly number[] {
    return this.once(`blast ${system}`, () => blastRadius(this, system));
  }
  lineBlockersOf(line: number): readonly Blocker[] {
    return lineBlockers(this, line);
  }
  lineRisksOf(line: number): readonly Risk[] {
    return lineRisks(this, line);
  }
  get lineStatuses(): Chunks<LineStatus> {
    return this.state.lineStatuses.of(() => allLines(this));
  }
  get milestoneStatuses(): MilestoneStatuses {
    return this.state.milestoneStatuses.of(() => allMilestones(this));
  }
  get metMilestones(): readonly number[] {
    return this.milestoneStatuses.met;
  }
  lineStatusOf(line: number): LineStatus {
    return this.lineStatuses.at(line);
  }
  plantStatusOf(plant: number): PlantStatus {
    return this.state.plantStatuses.of(plant, () => plantStatus(this, plant));
  }
  milestoneStatusOf(milestone: number): MilestoneStatus {
    return this.milestoneStatuses.statuses.at(milestone);
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
  /** The planning time at some present moment; at the board's own where none is given. */
  planningTime(now: Instant = this.now): Instant {
    if (this.planned?.now !== now) this.planned = { now, at: planningTime(now, this.lastAt) };
    return this.planned.at;
  }
  /** The order of return at a planning time; the last one that was asked for is kept. */
  scheduleAt(at: Instant = this.planningTime()): Schedule {
    if (this.schedule?.at === at) return this.schedule;
    this.kept.delete('order RESTORE_ORDER');
    return (this.schedule = scheduleOf(this, at));
  }
  /** The place of a system in that schedule; null once online or retired. */
  courseOf(system: number, at?: Instant): Course | null {
    return courseOf(this.scheduleAt(at), system);
  }
  /** Whether inOrder('MOST_UNLOCKED') is soon done; else the counts should be made in a worker first. */
  get hasUnlocks(): boolean {
    return this.state.topology.unlocks.isThere;
  }
  /** All systems in an order, by index; the restore order is that of a planning time. */
  inOrder(order: SystemOrder, at: Instant = this.planningTime()): Int32Array {
    return this.listed(order, at).all;
  }
  /** The same with what makes pages of it quick. */
  listed(order: SystemOrder, at: Instant = this.planningTime()): Listed {
    if (order === 'RESTORE_ORDER') this.scheduleAt(at);
    return this.once(`order ${order}`, () => ordered(this, order, at));
  }

  private once<T>(name: string, answer: () => T): T {
    if (!this.kept.has(name)) this.kept.set(name, answer());
    return this.kept.get(name) as T;
  }
}
