import { containmentStatus, missingChecks } from '../domain/containment';
import { blockers, isBlocked, isReady } from '../domain/gate';
import type { Blocker } from '../domain/refusal';
import { type Risk, risks } from '../domain/risks';
import type { Instant } from '../domain/rows';
import type { CheckKind, ContainmentStatus } from '../domain/words';
import type { World } from '../domain/world';

/** What the rules say about one system at one position and moment. */
export interface Answer {
  blockers: readonly Blocker[];
  containment: { status: ContainmentStatus; required: readonly CheckKind[]; missing: readonly CheckKind[] };
  risks: readonly Risk[];
  ready: boolean;
  blocked: boolean;
}

/** Asks the rules about one system. */
export function answerOf(world: World, system: number, now: Instant): Answer {
  const found = blockers(world, system, now);
  return {
    blockers: found,
    containment: {
      status: containmentStatus(world, system, now),
      required: world.requiredOf(system),
      missing: missingChecks(world, system),
    },
    risks: risks(world, system, now),
    ready: isReady(world, system, found),
    blocked: isBlocked(found),
  };
}
