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

type Kept = (Answer | undefined)[];

/**
 * Answers kept by system. Boards that follow each other share the chunks in which no answer changed, so what one of them has
 * been asked the next one knows.
 */
export class Answers {
  private constructor(private readonly chunks: readonly Kept[]) {}

  static none(systems: number): Answers {
    return new Answers(Array.from({ length: Math.ceil(systems / 512) }, () => []));
  }

  get(system: number): Answer | undefined {
    return this.chunks[system >>> 9]?.[system & 511];
  }

  keep(system: number, answer: Answer): Answer {
    (this.chunks[system >>> 9] as Kept)[system & 511] = answer;
    return answer;
  }

  /** The same without what was known of some systems. */
  without(systems: Iterable<number>): Answers {
    const chunks = this.chunks.slice();
    for (const system of systems) {
      const chunk = system >>> 9;
      if (chunks[chunk] === this.chunks[chunk]) chunks[chunk] = (chunks[chunk] as Kept).slice();
      (chunks[chunk] as Kept)[system & 511] = undefined;
    }
    return new Answers(chunks);
  }
}
