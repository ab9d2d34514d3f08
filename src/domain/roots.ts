import { isVerified } from './containment';
import { blocker, blockers } from './gate';
import { lineBlockers } from './lines';
import { milestoneBlockers } from './milestones';
import type { Blocker } from './refusal';
import type { Instant, SystemRow, Uuid } from './rows';
import { isAwaited, isCounted } from './transitions';
import type { World } from './world';

// What somebody can act on as it stands.
const leaves: readonly Blocker['kind'][] = ['INCIDENT', 'STATE', 'CONTAINMENT', 'HOLD', 'OVERRIDE'];

/**
 * The blockers of a system followed down to what somebody can act on now, each once, in the order in which they are met:
 * dependencies into what blocks them (or what spoils them), milestones and lines into what they lack, unless they wait for a
 * person.
 */
export function rootBlockers(world: World, system: number, now: Instant): Blocker[] {
  const gate: Gate = (of) => blockers(world, of, now);
  const descent = new Descent(world, now, gate);
  descent.into(gate(system));
  return [...descent.found.values()];
}

class Descent {
  readonly found = new Map<string, Blocker>();
  private readonly seen = new Set<string>();
  private readonly waiting: Blocker[] = [];

  constructor(
    private readonly world: World,
    private readonly now: Instant,
    private readonly gate: Gate,
  ) {}

  // A list of its own in place of recursion: a chain may be 100,000 deep.
  into(blocked: readonly Blocker[]): void {
    this.wait(blocked);
    for (let next = this.waiting.pop(); next; next = this.waiting.pop()) this.wait(this.next(next));
  }

  // One by one: a milestone may lack 100,000 systems, more than a call takes arguments.
  private wait(blocked: readonly Blocker[]): void {
    for (let n = blocked.length - 1; n >= 0; n--) this.waiting.push(blocked[n] as Blocker);
  }

  private next(found: Blocker): readonly Blocker[] {
    const name = nameOf(found);
    if (this.seen.has(name)) return [];
    this.seen.add(name);
    const below = stepBelow(this.world, found, this.now, this.gate);
    if (below === 'ROOT') this.found.set(name, found);
    if (below === 'ROOT') return [];
    return 'system' in below ? this.gate(below.system) : below.blockers;
  }
}

/** The blockers of a system, as the gate tells them at one moment; they may have been kept. */
export type Gate = (system: number) => readonly Blocker[];

/** What tells one blocker on the way down from another. */
export function nameOf({ kind, systemId, causeId, holdId, milestoneId, lineId, requiredState }: Blocker): string {
  return [kind, systemId, causeId, holdId, milestoneId, lineId, requiredState].join('/');
}

/**
 * One step down from a blocker: to all that blocks a system, or to some blockers; a root where somebody can act on it as it
 * stands.
 */
export function stepBelow(
  world: World,
  found: Blocker,
  now: Instant,
  gate: Gate,
): 'ROOT' | { system: number } | { blockers: Blocker[] } {
  if (leaves.includes(found.kind)) return 'ROOT';
  if (found.kind === 'MILESTONE') return lacking(milestoneBlockers(world, milestoneOf(world, found)));
  if (found.kind === 'LINE') return lacking(lineBlockers(world, world.lines.indexOf(found.lineId as Uuid)));
  return belowDependency(world, found, now, gate);
}

function milestoneOf(world: World, found: Blocker): number {
  return world.milestones.indexOf(found.milestoneId as Uuid);
}

// What lacks nothing waits for a person.
function lacking(found: Blocker[]): 'ROOT' | { blockers: Blocker[] } {
  return found.length > 0 ? { blockers: found } : 'ROOT';
}

function belowDependency(
  world: World,
  found: Blocker,
  now: Instant,
  gate: Gate,
): { system: number } | { blockers: Blocker[] } {
  const target = world.systems.indexOf(found.causeId ?? (found.systemId as Uuid));
  const row = world.systems.at(target);
  const below = gate(target);
  const only = (...kinds: Blocker['kind'][]) => ({ blockers: below.filter(({ kind }) => kinds.includes(kind)) });
  if (!isCounted(row.state)) return { blockers: [toBringBack(row)] };
  // one that need only be VALIDATED (or less) is not held up by what it waits for itself
  if (needsOnlyItself(found)) return only('STATE', 'CONTAINMENT');
  // and one that is there already, though not ONLINE, lacks nothing but trust
  if (isThere(found) && isAwaited(row.state)) return only('CONTAINMENT');
  if (below.length > 0) return { system: target };
  return { blockers: isAwaited(row.state) ? [toBringOnline(row)] : toTrust(row, now) };
}

// Nothing waits for a retired one in vain for ever: it is taken back, replaced, or no longer waited for.
function toBringBack(row: SystemRow): Blocker {
  const message = `${row.key} is RETIRED: reinstate it, or let nothing wait for it.`;
  return blocker('STATE', message, { systemId: row.id, teamId: row.teamId });
}

// Nothing blocks it: somebody only has to do it.
function toBringOnline(row: SystemRow): Blocker {
  const message = `${row.key} is ${row.state} and free: bring it online.`;
  return blocker('STATE', message, { systemId: row.id, teamId: row.teamId });
}

function toTrust(row: SystemRow, now: Instant): Blocker[] {
  if (isVerified(row, now)) return [];
  const message = `The containment of ${row.key} is not verified now; renew it.`;
  return [blocker('CONTAINMENT', message, { systemId: row.id, teamId: row.teamId })];
}

function needsOnlyItself({ kind, requiredState }: Blocker): boolean {
  return kind === 'DEPENDENCY' && requiredState !== null && requiredState !== 'ONLINE';
}

function isThere({ kind, causeId }: Blocker): boolean {
  return kind === 'DEPENDENCY_UNTRUSTED' && causeId === null;
}
