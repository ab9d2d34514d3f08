import { type Decision, no, refuseNoReason, yes } from './decision';
import { blocker } from './gate';
import { isOpen } from './incident';
import { isOpenOverride } from './override-force';
import { overridesExpired } from './overrides';
import { type Blocker, type Refusal, refuse } from './refusal';
import type { Instant } from './rows';
import { isAwaited } from './transitions';
import type { Moment, World } from './world';

// A refusal lists so many blockers of each kind; its sentence says how many there are.
const mostOfEach = 500;

/** What keeps an incident from being closed: systems that are not back, milestones, open overrides, holds; and their number. */
function closingBlockers(world: World, now: Instant): { blockers: Blocker[]; count: number } {
  const systems = each(world.systems.size, (system) => world.systems.at(system)).filter(({ state }) =>
    isAwaited(state),
  );
  const milestones = each(world.milestones.size, (milestone) => milestone).filter(
    (milestone) => world.milestoneStatusOf(milestone) !== 'ACHIEVED',
  );
  const overrides = world.overrides.filter((override) => isOpenOverride(override) && override.expiresAt > now);
  const blockers = [
    ...systems.slice(0, mostOfEach).map((row) =>
      blocker('STATE', `${row.key} is ${row.state}; it must be ONLINE or RETIRED.`, {
        systemId: row.id,
        teamId: row.teamId,
      }),
    ),
    ...milestones.slice(0, mostOfEach).map((milestone) => {
      const row = world.milestones.at(milestone);
      const message = `Milestone ${row.key} (${row.name}) is ${world.milestoneStatusOf(milestone)}; it must be ACHIEVED.`;
      return blocker('MILESTONE', message, { milestoneId: row.id });
    }),
    ...overrides.slice(0, mostOfEach).map((override) => {
      const row = world.systems.at(world.systems.indexOf(override.systemId));
      const message = `An override of ${row.key} is ${override.status}; use or reject it.`;
      return blocker('OVERRIDE', message, { overrideId: override.id, systemId: row.id });
    }),
    ...world.holds
      .slice(0, mostOfEach)
      .map((hold) => blocker('HOLD', `A hold is placed: ${hold.reason}`, { holdId: hold.id, systemId: hold.systemId })),
  ];
  return { blockers, count: systems.length + milestones.length + overrides.length + world.holds.length };
}

function each<T>(size: number, of: (index: number) => T): T[] {
  return Array.from({ length: size }, (_, index) => of(index));
}

/** Decides closeIncident: on met criteria, or, with `abandon`, without them. */
export function decideClose(world: World, moment: Moment, input: { reason: string; abandon: boolean }): Decision {
  const refusal = refuseNoReason(input.reason) ?? (input.abandon ? null : refuseUnmet(world, moment.now));
  if (refusal) return no(refusal);
  const status = input.abandon ? 'ABANDONED' : 'CLOSED';
  // by the clock they have ended; the log must say so before it may say that nothing is open
  return yes(...overridesExpired(world, moment.now), {
    type: input.abandon ? 'INCIDENT_ABANDONED' : 'INCIDENT_CLOSED',
    reason: input.reason,
    facts: { key: world.incident.key },
    rows: [{ table: 'incident', op: 'update', row: { id: world.incident.id, status, closedAt: moment.now } }],
  });
}

function refuseUnmet(world: World, now: Instant): Refusal | null {
  const { blockers, count } = closingBlockers(world, now);
  if (count === 0) return null;
  const message = `The recovery is not over: ${blockers[0]?.message} (${count} in all). Or close with abandon.`;
  return { ...refuse('CRITERIA_NOT_MET', message), blockers };
}

/** Decides reopenIncident: the attacker is back, or it was closed too early. */
export function decideReopenIncident(world: World, input: { reason: string }): Decision {
  const open = isOpen(world.incident) ? refuse('INVALID_TRANSITION', `${world.incident.key} is OPEN.`) : null;
  const refusal = refuseNoReason(input.reason) ?? open;
  if (refusal) return no(refusal);
  return yes({
    type: 'INCIDENT_REOPENED',
    reason: input.reason,
    facts: { key: world.incident.key },
    rows: [{ table: 'incident', op: 'update', row: { id: world.incident.id, status: 'OPEN', closedAt: null } }],
  });
}
