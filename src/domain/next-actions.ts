import { plantOfHold } from './holds';
import { isOpen } from './incident';
import type { HoldRow, OverrideRow } from './marks';
import { type ActionKind, actionKinds, commandOf } from './next-action.table';
import { overrideStatus } from './override-force';
import { roleFor } from './permission';
import type { Instant, Uuid } from './rows';
import type { Gate } from './roots';
import { type Schedule, courseOf } from './schedule/schedule';
import { systemAction } from './system-action';
import type { Role } from './words';
import type { World } from './world';

/** One thing that somebody can do now and that brings the recovery on; indexes and rows of what it is about. */
export interface NextAction {
  kind: ActionKind;
  role: Role;
  system: number | null;
  milestone: number | null;
  line: number | null;
  hold: HoldRow | null;
  override: OverrideRow | null;
  teamId: Uuid | null;
  plantId: Uuid | null;
  /** Whether the end of the whole recovery hangs on it. */
  critical: boolean;
  /** The place in the restore order of what it frees first; Infinity where that is nothing. */
  place: number;
  message: string;
}

type Found = Partial<NextAction> & Pick<NextAction, 'kind' | 'message'>;

/**
 * What can be done now, the most urgent first: confirming what must stop, then what the critical path waits for, then in the
 * restore order of what is freed. Nothing while the incident is not OPEN. `gate` answers the blockers of a system.
 */
export function nextActions(world: World, schedule: Schedule, now: Instant, gate: Gate): NextAction[] {
  if (!isOpen(world.incident)) return [];
  const found = [
    ...systemActions(world, schedule, now, gate),
    ...world.holds.map((hold) => holdAction(world, schedule, hold)),
    ...world.overrides.flatMap((override) => overrideAction(world, schedule, override, now)),
    ...milestoneActions(world, schedule),
    ...lineActions(world, schedule),
  ];
  return found.map(complete).sort(byUrgency);
}

function complete(found: Found): NextAction {
  const nothing = {
    system: null,
    milestone: null,
    line: null,
    hold: null,
    override: null,
    teamId: null,
    plantId: null,
  };
  return { ...nothing, critical: false, place: Infinity, ...found, role: roleFor(commandOf[found.kind]) };
}

function byUrgency(one: NextAction, other: NextAction): number {
  const stop = (action: NextAction): number => Number(action.kind !== 'CONFIRM_STOPPED');
  return (
    stop(one) - stop(other) ||
    Number(other.critical) - Number(one.critical) ||
    (one.place === other.place ? 0 : one.place - other.place) ||
    actionKinds.indexOf(one.kind) - actionKinds.indexOf(other.kind) ||
    (one.message < other.message ? -1 : 1)
  );
}

function* systemActions(world: World, schedule: Schedule, now: Instant, gate: Gate): Generator<Found> {
  for (let system = 0; system < world.systems.size; system++) {
    const course = courseOf(schedule, system);
    const canStart = course?.wave === 0 && isPastGates(world, system);
    for (const { kind, message } of systemAction(world, system, now, { gate, canStart })) {
      const { teamId, plantId } = world.systems.at(system);
      const urgency = course
        ? { critical: course.critical, place: course.order }
        : urgencyAbove(world, schedule, system);
      yield { kind, message, system, teamId, plantId, ...urgency };
    }
  }
}

// The schedule takes what only waits for a person to be there: a gate to be declared, a line to be started.
function isPastGates(world: World, system: number): boolean {
  return Array.from(world.afterOf(system)).every((milestone) => world.milestoneStatusOf(milestone) === 'ACHIEVED');
}

// Of what takes no place in the order itself: that of the first system which waits for it.
function urgencyAbove({ network }: World, schedule: Schedule, node: number): Pick<NextAction, 'critical' | 'place'> {
  const { start, to } = network.waiters;
  const above = to.subarray(start[node], start[node + 1]);
  return urgencyOf(
    schedule,
    above.filter((waiter) => waiter < network.systems),
  );
}

function urgencyOf(schedule: Schedule, systems: Iterable<number>): Pick<NextAction, 'critical' | 'place'> {
  let [critical, place] = [false, Infinity];
  for (const system of systems) {
    const course = courseOf(schedule, system);
    critical ||= course?.critical ?? false;
    place = Math.min(place, course?.order ?? Infinity);
  }
  return { critical, place };
}

/** The systems that a hold is on, by index. */
export function systemsHeldBy(world: World, { systemId, plantId }: HoldRow): ArrayLike<number> {
  if (systemId !== null) return [world.systems.indexOf(systemId)];
  if (plantId !== null) return world.systemsOfPlant(world.plants.indexOf(plantId));
  return Array.from({ length: world.systems.size }, (_, system) => system);
}

function holdAction(world: World, schedule: Schedule, hold: HoldRow): Found {
  const system = hold.systemId === null ? null : world.systems.indexOf(hold.systemId);
  const on = system === null ? placeName(world, hold) : world.systems.at(system).key;
  const urgency = urgencyOf(schedule, Array.from(systemsHeldBy(world, hold)));
  const teamId = system === null ? null : world.systems.at(system).teamId;
  const message = `Release the hold on ${on}, once its reason is gone: ${hold.reason}`;
  return { kind: 'RELEASE_HOLD', message, hold, system, teamId, plantId: plantOfHold(world, hold), ...urgency };
}

function placeName(world: World, { plantId }: HoldRow): string {
  if (plantId === null) return `the incident ${world.incident.key}`;
  return `the plant ${world.plants.at(world.plants.indexOf(plantId)).name}`;
}

function overrideAction(world: World, schedule: Schedule, override: OverrideRow, now: Instant): Found[] {
  if (overrideStatus(override, now) !== 'REQUESTED') return [];
  const system = world.systems.indexOf(override.systemId);
  const { key, teamId, plantId } = world.systems.at(system);
  const message = `Approve or reject the override that ${key} was requested for: ${override.reason}`;
  return [{ kind: 'DECIDE_OVERRIDE', message, override, system, teamId, plantId, ...urgencyOf(schedule, [system]) }];
}

function* milestoneActions(world: World, schedule: Schedule): Generator<Found> {
  const { systems, lines } = world.network;
  for (let milestone = 0; milestone < world.milestones.size; milestone++) {
    const { gate, key, name, plantId } = world.milestones.at(milestone);
    if (!gate || world.milestoneStatusOf(milestone) !== 'READY') continue;
    const message = `Declare the milestone ${key} (${name}): all that it needs is there.`;
    yield {
      ...{ kind: 'DECLARE_MILESTONE', message, milestone, plantId },
      ...urgencyAbove(world, schedule, systems + lines + milestone),
    };
  }
}

function* lineActions(world: World, schedule: Schedule): Generator<Found> {
  for (let line = 0; line < world.lines.size; line++) {
    const { key, name, plantId } = world.lines.at(line);
    if (world.lineStatusOf(line) !== 'READY') continue;
    const message = `Start the line ${key} (${name}) and mark it running: its systems are there, and it is fed.`;
    const urgency = urgencyAbove(world, schedule, world.network.systems + line);
    yield { kind: 'MARK_LINE_RUNNING', message, line, plantId, ...urgency };
  }
}
