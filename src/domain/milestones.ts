import { type Fact, blackstartPrincipalId } from './event';
import { blocker } from './gate';
import { isLineThere, lineBlocker } from './lines';
import type { Blocker } from './refusal';
import type { Instant, MilestoneRow } from './rows';
import { isAwaited, isCounted } from './transitions';
import type { MilestoneStatus } from './words';
import type { World } from './world';

/** What milestone statuses are computed from: no status of its own yet. */
export type BeforeMilestones = Omit<World, 'milestoneStatusOf' | 'metMilestones'>;

/** How a milestone stands: its status, and whether it is an automatic one of which only the log does not say yet that it is achieved. */
export interface MilestoneStanding {
  status: MilestoneStatus;
  isMet: boolean;
}

/** How every milestone stands, by index; those that are waited for come first, so no recursion is needed. */
export function milestoneStandings(world: BeforeMilestones): MilestoneStanding[] {
  const standings: MilestoneStanding[] = [];
  const ranks = Array.from({ length: world.milestones.size }, (_, each) => world.rankOf(world.milestones.at(each).id));
  const byRank = Array.from(ranks.keys()).sort((one, other) => ranks[one]! - ranks[other]!);
  for (const milestone of byRank) {
    standings[milestone] = milestoneStanding(world, milestone, (needed) => standings[needed]!.status);
  }
  return standings;
}

/** How one milestone stands, given the statuses of those that it needs. */
export function milestoneStanding(
  world: BeforeMilestones,
  milestone: number,
  status: (of: number) => MilestoneStatus,
): MilestoneStanding {
  const row = world.milestones.at(milestone);
  const met = areCriteriaMet(world, milestone, status);
  // one that was a voided gate before a plan made it automatic is achieved anew
  return { status: statusOf(row, met), isMet: met && !row.gate && (row.achievedAt === null || row.voided) };
}

function areCriteriaMet(world: BeforeMilestones, milestone: number, status: (of: number) => MilestoneStatus): boolean {
  if (world.openSystemsOf(milestone) > 0 || missingLines(world, milestone).length > 0) return false;
  return Array.from(world.milestonesOf(milestone)).every((needed) => status(needed) === 'ACHIEVED');
}

function missingLines(world: BeforeMilestones, milestone: number): number[] {
  const { linesMustRun } = world.milestones.at(milestone);
  return Array.from(world.linesOf(milestone)).filter((line) => !isLineThere(world.lineStatusOf(line), linesMustRun));
}

function statusOf(row: MilestoneRow, met: boolean): MilestoneStatus {
  if (row.achievedAt === null) return met && row.gate ? 'READY' : 'PENDING';
  if (!met) return 'REGRESSED';
  return row.voided ? 'READY' : 'ACHIEVED';
}

/** What a milestone still lacks: systems that are not ONLINE, lines, milestones that are not ACHIEVED. */
export function milestoneBlockers(world: World, milestone: number): Blocker[] {
  return [...systemBlockers(world, milestone), ...lineBlockers(world, milestone), ...neededBlockers(world, milestone)];
}

function systemBlockers(world: World, milestone: number): Blocker[] {
  return Array.from(world.systemsOf(milestone), (system) => world.systems.at(system))
    .filter((row) => isAwaited(row.state))
    .map((row) => {
      const message = `${row.key} is ${row.state}; it must be ONLINE.`;
      return blocker('DEPENDENCY', message, { systemId: row.id, teamId: row.teamId });
    });
}

function lineBlockers(world: World, milestone: number): Blocker[] {
  const wanted = world.milestones.at(milestone).linesMustRun ? 'RUNNING' : 'READY or RUNNING';
  return missingLines(world, milestone).map((line) => lineBlocker(world, line, wanted));
}

function neededBlockers(world: World, milestone: number): Blocker[] {
  return Array.from(world.milestonesOf(milestone))
    .filter((needed) => world.milestoneStatusOf(needed) !== 'ACHIEVED')
    .map((needed) => {
      const row = world.milestones.at(needed);
      const message = `Milestone ${row.key} (${row.name}) is ${world.milestoneStatusOf(needed)}; it must be ACHIEVED.`;
      return blocker('MILESTONE', message, { milestoneId: row.id });
    });
}

/** How much of a milestone is done: criteria met and criteria in all, the retired left out. */
export function milestoneCounts(world: World, milestone: number): { done: number; total: number } {
  const systems = Array.from(world.systemsOf(milestone)).filter((system) =>
    isCounted(world.systems.at(system).state),
  ).length;
  const needed = Array.from(world.milestonesOf(milestone));
  const achieved = needed.filter((of) => world.milestoneStatusOf(of) === 'ACHIEVED').length;
  const lines = world.linesOf(milestone).length;
  const done = systems - world.openSystemsOf(milestone) + lines - missingLines(world, milestone).length + achieved;
  return { done, total: systems + lines + needed.length };
}

/** Whether a milestone is late: due, and not ACHIEVED. */
export function isMilestoneOverdue(world: World, milestone: number, now: Instant): boolean {
  const { dueAt } = world.milestones.at(milestone);
  return dueAt !== null && dueAt < now && world.milestoneStatusOf(milestone) !== 'ACHIEVED';
}

/**
 * The automatic milestones whose criteria have just been met, as facts of the tracker itself; each may meet further ones,
 * so the caller asks again after applying them.
 */
export function milestonesMet(world: World, now: Instant): Fact[] {
  return Array.from(world.metMilestones, (milestone) =>
    milestoneAchieved(world.milestones.at(milestone), now, blackstartPrincipalId),
  );
}

/** The fact that a milestone is achieved, declared by `actorId` or by the tracker itself. */
export function milestoneAchieved(row: MilestoneRow, now: Instant, actorId: string, reason?: string | null): Fact {
  return {
    type: 'MILESTONE_ACHIEVED',
    milestoneId: row.id,
    plantId: row.plantId,
    reason: reason ?? null,
    actorId,
    facts: { milestone: row.key },
    rows: [
      {
        table: 'milestone',
        op: 'update',
        row: { id: row.id, achievedAt: now, achievedBy: actorId, voided: false },
      },
    ],
  };
}
