import { readFileSync } from 'node:fs';
import { boardOf } from '../../src/board/load';
import type { Board } from '../../src/board/board';
import { type BoardRows, changedRows, noRows } from '../../src/board/tables';
import { planChanges, type PlanChanges, type PlanOptions } from '../../src/domain/plan/diff';
import { exportPlan } from '../../src/domain/plan/export';
import { type Declaration, newIncident } from '../../src/domain/plan/incident.diff';
import type { Plan } from '../../src/domain/plan/plan';
import { readPlan } from '../../src/domain/plan/read';
import type { Uuid } from '../../src/domain/rows';
import type { RowChange } from '../../src/domain/tables';
import type { World } from '../../src/domain/world';
import { sampleFile } from '../../src/plans/sample';

/** The text of the sample plan. */
export const albionYaml = readFileSync(sampleFile, 'utf8');

export const declaredAt = '2025-09-01T06:00:00.000Z';
export const commander: Uuid = '00000000-0000-4000-8000-00000000c0de';

/** UUIDs that count up: the same ones in every run. */
export function countingIds(): () => Uuid {
  let count = 0;
  return () => `00000000-0000-4000-9000-${(++count).toString(16).padStart(12, '0')}`;
}

const newId = countingIds();

/** An incident in memory: its rows, and the World over them. */
export class Recovery {
  rows: BoardRows;
  world: Board;
  position = 1;

  constructor(first: readonly RowChange[]) {
    this.rows = changedRows(noRows, first, 1);
    this.world = this.board();
  }

  /** What happened since, as the commands would write it. */
  change(...changes: RowChange[]): this {
    this.rows = changedRows(this.rows, changes, ++this.position);
    this.world = this.board();
    return this;
  }

  changesBy(plan: Plan, options: Partial<PlanOptions> = {}): PlanChanges {
    return planChanges(this.world, plan, { prune: false, now: declaredAt, actorId: commander, newId, ...options });
  }

  /** Applies a plan that is expected to be taken. */
  apply(plan: Plan, options: Partial<PlanOptions> = {}): PlanChanges {
    const changes = this.changesBy(plan, options);
    if (changes.refusals.length > 0) throw new Error(JSON.stringify(changes.refusals));
    this.change(...changes.rows);
    return changes;
  }

  system(key: string): ReturnType<World['systems']['at']> {
    return this.world.systems.at(this.world.systems.find(key)!);
  }

  private board(): Board {
    return boardOf(this.rows, { position: this.position, logHead: '0'.repeat(64), lastAt: declaredAt }, declaredAt);
  }
}

/** A new incident with a plan. */
export function declared(plan: Plan, said: Partial<Declaration> = {}): Recovery {
  const incident = newIncident({ key: 'test', declaredAt, ...said, id: newId() }, plan, declaredAt);
  const options = { prune: false, now: declaredAt, actorId: commander, newId, incident };
  const { rows, refusals } = planChanges(null, plan, options);
  if (refusals.length > 0) throw new Error(JSON.stringify(refusals));
  return new Recovery(rows);
}

/** A document that is expected to be right, read for an incident where one is given. */
export function planOf(document: unknown, world: World | null = null): Plan {
  const { plan, findings } = readPlan(document).against(world);
  if (plan === null) throw new Error(JSON.stringify(findings));
  return plan;
}

/** The shortest document with these systems: each waits for the ones in its list. */
export function systemsOf(waits: Record<string, unknown[]>): { format: string; systems: Record<string, unknown>[] } {
  const systems = Object.entries(waits).map(([key, dependsOn]) => ({ key, tier: 1, zone: 'L4', dependsOn }));
  return { format: 'blackstart/v1', systems };
}

/** What an incident consists of without its ids and history: equal where the topology is. */
export function topologyOf(world: World): unknown {
  const { incident: _incident, ...topology } = exportPlan(world);
  return topology;
}

/** Whether stored ranks respect the whole graph: whoever waits stands above. */
export function ranksHold(world: World): boolean {
  const nodes = [
    ...Array.from({ length: world.dependencies.size }, (_, edge) => edge)
      .filter((edge) => world.dependencies.at(edge).strength === 'HARD')
      .map((edge) => [world.systems.at(world.waiterOf(edge)).id, world.systems.at(world.targetOf(edge)).id] as const),
    ...each(world.systems.size, (at) =>
      Array.from(world.afterOf(at), (to) => [world.systems.at(at).id, world.milestones.at(to).id] as const),
    ),
    ...each(world.lines.size, (at) => [
      ...Array.from(world.systemsOfLine(at), (to) => [world.lines.at(at).id, world.systems.at(to).id] as const),
      ...Array.from(world.feedsOfLine(at), (to) => [world.lines.at(at).id, world.lines.at(to).id] as const),
    ]),
    ...each(world.milestones.size, (at) => [
      ...Array.from(world.systemsOf(at), (to) => [world.milestones.at(at).id, world.systems.at(to).id] as const),
      ...Array.from(world.linesOf(at), (to) => [world.milestones.at(at).id, world.lines.at(to).id] as const),
      ...Array.from(world.milestonesOf(at), (to) => [world.milestones.at(at).id, world.milestones.at(to).id] as const),
    ]),
  ];
  return nodes.every(([waiting, awaited]) => world.rankOf(waiting) > world.rankOf(awaited));
}

type Pairs = (readonly [Uuid, Uuid])[];

function each(size: number, pairsOf: (at: number) => Pairs): Pairs {
  return Array.from({ length: size }, (_, at) => pairsOf(at)).flat();
}

const contradictions = ['NO_ESTIMATE', 'NO_TEAM', 'TIER_INVERSION', 'RTO_INVERSION', 'MTD_SHORTER_THAN_RTO'];

/** Findings on how a document is written, without those on what its plan promises. */
export function aboutWriting<F extends { code: string }>(findings: readonly F[]): F[] {
  return findings.filter(({ code }) => !contradictions.includes(code));
}
