import { randomUUID } from 'node:crypto';
import type { Board } from '../../src/board/board';
import { boardOf } from '../../src/board/load';
import type { BoardRows } from '../../src/board/tables';
import { blockers } from '../../src/domain/gate';
import type { OverrideRow } from '../../src/domain/marks';
import type { Instant, Uuid } from '../../src/domain/rows';
import { refuseSeparation } from '../../src/domain/separation';
import type { Moment, World } from '../../src/domain/world';
import { checkKinds } from '../../src/domain/words';
import { type Draft, draftAfter } from '../../src/log/draft';
import { Dice } from './history.dice';
import { mendedWorld, partedWorld } from './mended-world';
import { people, randomWorld, worldHead } from './random-world';
import * as steps from './world-steps';

/** One transaction that is tried on a world, and what stood before each of its steps. */
export interface Try {
  seed: number;
  what: string;
  drafts: Draft[];
  stages: { before: Board; step: steps.Step }[];
  /** The reason that was taken away from this world, where this is the step that it was in the way of. */
  freed?: string | undefined;
}

export interface TriedWorld {
  rows: BoardRows;
  tries: Try[];
}

/** How the domain sees a board: as it is, or with one of its conditions left out. */
export type View = (board: Board) => World;

/** Why the domain refuses a transaction: nothing where it takes every step of it. */
export function reasonsOf({ stages }: Try, view: View): steps.Reason[] {
  return stages.flatMap(({ before, step }) => step.reasons(view(before)));
}

/** Whether Postgres said the same as the domain. */
export function isSame(reasons: readonly steps.Reason[], state: string): boolean {
  return reasons.length === 0 ? state === 'COMMITTED' : reasons.some(({ states }) => states.includes(state));
}

/** A random world with its tries, and one in which something that stood in the way was taken away. */
export function triedWorlds(seed: number, now: Instant): TriedWorld[] {
  const dice = new Dice(seed);
  const rows = randomWorld(dice, now);
  const first = { rows, tries: triesOn(dice, rows, { seed, now }) };
  const blocked = first.tries.flatMap(({ what, stages }) => {
    const [stage] = stages;
    return what === 'online' && stage ? mendable(dice, stage.before, rows, stage) : [];
  });
  const kind = dice.maybe([...new Set(blocked.map((one) => one.kind))]);
  const mended = dice.maybe(blocked.filter((one) => one.kind === kind));
  return mended ? [first, { rows: mended.rows, tries: triesOn(dice, mended.rows, { seed, now, mended }) }] : [first];
}

interface Mended {
  rows: BoardRows;
  system: Uuid;
  actor: Uuid;
  kind: string;
}

function mendable(dice: Dice, board: Board, rows: BoardRows, { step }: Try['stages'][number]): Mended[] {
  const { systemId, actorId } = step.facts[0]!;
  const reasons = step.reasons(board);
  if (reasons.length !== 1 || !systemId || !actorId) return [];
  const { why } = reasons[0]!;
  const system = board.systems.indexOf(systemId);
  if (why === 'SEPARATION_OF_DUTIES') {
    return [{ rows: partedWorld(dice, rows, systemId, actorId), system: systemId, actor: actorId, kind: why }];
  }
  const [found] = blockers(board, system, board.now);
  if (!found || found.kind !== why) return [];
  return [{ rows: mendedWorld(dice, board, rows, system, found), system: systemId, actor: actorId, kind: why }];
}

interface Situation {
  seed: number;
  now: Instant;
  mended?: Mended;
}

function triesOn(dice: Dice, rows: BoardRows, { seed, now, mended }: Situation): Try[] {
  const board = boardOf(rows, worldHead(now), now);
  const all = Array.from({ length: board.systems.size }, (_, n) => n);
  const momentOf = (id: Uuid = dice.pick(people)): Moment => {
    const fresh = randomUUID();
    return { now, actor: { id, kind: 'HUMAN', grants: [] }, newId: () => fresh };
  };
  const made: Try[] = [];
  const add = (what: string, moment: Moment, ...makers: ((board: Board) => steps.Step | null)[]): void => {
    const made_ = transaction(board, moment, makers);
    if (made_) made.push({ seed, what, ...made_ });
  };
  for (const system of all) {
    const { id } = board.systems.at(system);
    const isFreed = mended?.system === id;
    const moment = momentOf(isFreed ? mended.actor : undefined);
    add('online', moment, (before) => byActor(steps.online(before, system, moment), moment));
    if (isFreed && !stillStands(board, system, moment, mended.kind)) made[made.length - 1]!.freed = mended.kind;
    const own = board.overrides.filter(({ systemId }) => systemId === id);
    const untrue = dice.pick<OverrideRow | null>([null, ...own, ...own, dice.maybe(board.overrides) ?? null]);
    if (dice.chance(0.3)) add('online untrue', moment, (before) => steps.online(before, system, moment, untrue));
    const other = momentOf();
    if (dice.chance(0.6)) add('verify', other, (before) => steps.verify(before, system, other));
    if (dice.chance(0.2)) add('waive', other, (before) => steps.waive(before, system, other, dice.pick(checkKinds)));
    if (dice.chance(0.2)) add('request', other, (before) => steps.request(before, system, other));
    if (dice.chance(0.1)) {
      add(
        'verify and online',
        other,
        (before) => byActor(steps.verify(before, system, moment), moment),
        (before) => steps.online(before, system, other),
      );
    }
  }
  for (let n = 0; n < 3; n++) {
    const moment = momentOf();
    const chosen = shuffled(dice, all).slice(0, dice.between(2, 4));
    const ordered = dice.chance(0.6) ? chosen.sort((one, other) => one - other) : chosen;
    const rises = ordered.map((system) => (before: Board) => steps.online(before, system, moment));
    add(
      'online together',
      moment,
      ...(dice.chance(0.5) ? rises : rises.flatMap((rise) => [rise, ...meets(board, moment)])),
    );
  }
  for (let milestone = 0; milestone < board.milestones.size; milestone++) {
    const moment = momentOf();
    add('achieve', moment, (before) => steps.achieve(before, milestone, moment));
    add('meet', moment, (before) => steps.meet(before, milestone, moment));
    if (dice.chance(0.3)) add('reopen', moment, (before) => steps.reopen(before, milestone));
  }
  for (const override of board.overrides) {
    const moment = momentOf();
    add('approve', moment, (before) => steps.approve(before, override, moment));
    if (dice.chance(0.4)) add('reject', moment, (before) => steps.reject(before, override, moment));
  }
  const moment = momentOf();
  add('close', moment, (before) => steps.close(before, moment, false));
  if (dice.chance(0.1)) add('abandon', moment, (before) => steps.close(before, moment, true));
  if (dice.chance(0.1)) add('reopen incident', moment, (before) => steps.reopenIncident(before));
  return made;
}

// The actor is named in the fact, so that the counterpart can be tried by the same person.
function byActor(step: steps.Step, { actor }: Moment): steps.Step {
  return { ...step, facts: step.facts.map((fact) => ({ ...fact, actorId: actor.id })) };
}

function stillStands(board: Board, system: number, moment: Moment, kind: string): boolean {
  if (kind === 'SEPARATION_OF_DUTIES') return refuseSeparation(board, system, moment.actor, 'online') !== null;
  return blockers(board, system, board.now).some((found) => found.kind === kind);
}

// What the tracker would tell after a step: the milestones that are met by then.
function meets(board: Board, moment: Moment) {
  return Array.from(
    { length: board.milestones.size },
    (_, milestone) => (before: Board) =>
      Array.from(before.metMilestones).includes(milestone) ? steps.meet(before, milestone, moment) : null,
  );
}

function shuffled<T>(dice: Dice, list: readonly T[]): T[] {
  return list
    .map((one) => ({ one, at: dice.roll() }))
    .sort((one, other) => one.at - other.at)
    .map(({ one }) => one);
}

function transaction(board: Board, { now, actor }: Moment, makers: readonly ((board: Board) => steps.Step | null)[]) {
  const drafts: Draft[] = [];
  const stages: Try['stages'] = [];
  let before = board;
  for (const make of makers) {
    const step = make(before);
    if (!step) continue;
    stages.push({ before, step });
    for (const fact of step.facts) {
      const draft = draftAfter(before, fact, { id: randomUUID(), actorId: actor.id, now });
      drafts.push(draft);
      before = draft.board;
    }
  }
  return drafts.length === 0 ? null : { drafts, stages };
}
