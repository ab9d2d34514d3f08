import { isVerified } from './containment';
import { blocker, blockers } from './gate';
import { lineBlockers } from './lines';
import { milestoneBlockers } from './milestones';
import type { Blocker } from './refusal';
import type { Instant, Uuid } from './rows';
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
  const descent = new Descent(world, now);
  descent.into(blockers(world, system, now));
  return [...descent.found.values()];
}

class Descent {
  readonly found = new Map<string, Blocker>();
  private readonly seen = new Set<string>();
  private readonly waiting: Blocker[] = [];

  constructor(
    private readonly world: World,
    private readonly now: Instant,
  ) {}

  // A list of its own in place of recursion: a chain may be 100,000 deep.
  into(blocked: readonly Blocker[]): void {
    this.wait(blocked);
    for (let next = this.waiting.pop(); next; next = this.waiting.pop()) this.wait(this.below(next));
  }

  // One by one: a milestone may lack 100,000 systems, more than a call takes arguments.
  private wait(blocked: readonly Blocker[]): void {
    for (let n = blocked.length - 1; n >= 0; n--) this.waiting.push(blocked[n] as Blocker);
  }

  private below(found: Blocker): Blocker[] {
    if (leaves.includes(found.kind)) return this.leaf(found);
    const name = [found.kind, found.systemId, found.causeId, found.milestoneId, found.lineId].join('/');
    if (this.seen.has(name)) return [];
    this.seen.add(name);
    if (found.kind === 'MILESTONE') return this.belowMilestone(found);
    if (found.kind === 'LINE') return this.belowLine(found);
    return this.belowDependency(found);
  }

  private leaf(found: Blocker): [] {
    const name = [found.kind, found.systemId, found.holdId, found.milestoneId, found.lineId].join('/');
    if (!this.found.has(name)) this.found.set(name, found);
    return [];
  }

  private belowMilestone(found: Blocker): Blocker[] {
    const milestone = this.world.milestones.indexOf(found.milestoneId as Uuid);
    const lacking = milestoneBlockers(this.world, milestone);
    return lacking.length > 0 ? lacking : this.leaf(found);
  }

  private belowLine(found: Blocker): Blocker[] {
    const line = this.world.lines.indexOf(found.lineId as Uuid);
    const lacking = lineBlockers(this.world, line);
    return lacking.length > 0 ? lacking : this.leaf(found);
  }

  private belowDependency(found: Blocker): Blocker[] {
    const target = this.world.systems.indexOf(found.causeId ?? (found.systemId as Uuid));
    const { state } = this.world.systems.at(target);
    if (!isCounted(state)) return this.toBringBack(target);
    const below = blockers(this.world, target, this.now);
    // one that need only be VALIDATED (or less) is not held up by what it waits for itself
    if (needsOnlyItself(found)) return below.filter(({ kind }) => kind === 'STATE' || kind === 'CONTAINMENT');
    // and one that is there already, though not ONLINE, lacks nothing but trust
    if (isThere(found) && isAwaited(state)) return below.filter(({ kind }) => kind === 'CONTAINMENT');
    if (below.length > 0) return below;
    return isAwaited(state) ? this.toBringOnline(target) : this.toTrust(target);
  }

  // Nothing waits for a retired one in vain for ever: it is taken back, replaced, or no longer waited for.
  private toBringBack(target: number): Blocker[] {
    const row = this.world.systems.at(target);
    const message = `${row.key} is RETIRED: reinstate it, or let nothing wait for it.`;
    return [blocker('STATE', message, { systemId: row.id, teamId: row.teamId })];
  }

  // Nothing blocks it: somebody only has to do it.
  private toBringOnline(target: number): Blocker[] {
    const row = this.world.systems.at(target);
    return [
      blocker('STATE', `${row.key} is ${row.state} and free: bring it online.`, {
        systemId: row.id,
        teamId: row.teamId,
      }),
    ];
  }

  private toTrust(target: number): Blocker[] {
    const row = this.world.systems.at(target);
    if (isVerified(row, this.now)) return [];
    const message = `The containment of ${row.key} is not verified now; renew it.`;
    return [blocker('CONTAINMENT', message, { systemId: row.id, teamId: row.teamId })];
  }
}

function needsOnlyItself({ kind, requiredState }: Blocker): boolean {
  return kind === 'DEPENDENCY' && requiredState !== null && requiredState !== 'ONLINE';
}

function isThere({ kind, causeId }: Blocker): boolean {
  return kind === 'DEPENDENCY_UNTRUSTED' && causeId === null;
}
