import { type Decision, no, yes } from './decision';
import { milestoneAchieved, milestoneBlockers } from './milestones';
import { type Refusal, refuse } from './refusal';
import type { Moment, World } from './world';

/** Decides achieveMilestone: a gate whose criteria are met is declared. */
export function decideAchieve(
  world: World,
  milestone: number,
  moment: Moment,
  input: { reason?: string | null },
): Decision {
  const row = world.milestones.at(milestone);
  const refusal = refuseNoGate(world, milestone) ?? refuseAchieved(world, milestone) ?? refuseUnmet(world, milestone);
  if (refusal) return no(refusal);
  return yes(milestoneAchieved(row, moment.now, moment.actor.id, input.reason));
}

/** Decides reopenMilestone: the declaration of a gate is taken back. */
export function decideReopen(world: World, milestone: number, input: { reason?: string | null }): Decision {
  const row = world.milestones.at(milestone);
  const undeclared =
    row.achievedAt === null ? refuse('INVALID_TRANSITION', `Milestone ${row.key} was never declared.`) : null;
  const refusal = refuseNoGate(world, milestone) ?? undeclared;
  if (refusal) return no(refusal);
  return yes({
    type: 'MILESTONE_REOPENED',
    milestoneId: row.id,
    plantId: row.plantId,
    reason: input.reason ?? null,
    facts: { milestone: row.key },
    rows: [
      { table: 'milestone', op: 'update', row: { id: row.id, achievedAt: null, achievedBy: null, voided: false } },
    ],
  });
}

function refuseNoGate(world: World, milestone: number): Refusal | null {
  const row = world.milestones.at(milestone);
  if (row.gate) return null;
  return refuse(
    'INVALID_TRANSITION',
    `Milestone ${row.key} is no gate: it is achieved by itself when its criteria are met.`,
  );
}

function refuseAchieved(world: World, milestone: number): Refusal | null {
  if (world.milestoneStatusOf(milestone) !== 'ACHIEVED') return null;
  return refuse('INVALID_TRANSITION', `Milestone ${world.milestones.at(milestone).key} is ACHIEVED already.`);
}

function refuseUnmet(world: World, milestone: number): Refusal | null {
  const blockers = milestoneBlockers(world, milestone);
  if (blockers.length === 0) return null;
  const { key } = world.milestones.at(milestone);
  const message = `The criteria of milestone ${key} are not met: ${blockers.map((blocker) => blocker.message).join(' ')}`;
  return { code: 'CRITERIA_NOT_MET', message, field: null, blockers, cycle: null };
}
