import type { Board } from '../board/board';
import { type Decision, refuseClosed, refuseStale } from '../domain/decision';
import { milestonesMet } from '../domain/milestones';
import type { Refusal } from '../domain/refusal';
import type { Uuid } from '../domain/rows';
import { refuseText } from '../domain/text';
import type { Moment, World } from '../domain/world';
import { type Draft, draftAfter } from './draft';

/** What is named by a request, or why it can't be found. */
export type Found<T> = { object: T } | { refusal: Refusal };

/** The stations of one command on one object, in the order in which they may refuse. */
export interface Rules<T> {
  find(world: World, requested: string): Found<T>;
  permit(world: World, object: T, moment: Moment): Refusal | null;
  /** The row whose version the caller may expect. */
  versioned?(world: World, object: T): { key: string; version: number };
  decide(world: World, object: T, moment: Moment): Decision;
  /** It is about an incident that is not open. */
  whileClosed?: boolean;
  /** The UUID of an object that was found. */
  idOf(world: World, object: T): Uuid;
}

/** What became of one object: the drafts, and the board after them. */
export interface Verdict {
  objectId: Uuid | null;
  refusals: Refusal[];
  drafts: Draft[];
  board: Board;
}

interface Asked {
  requested: string;
  input: object;
  expectedVersion?: number | null | undefined;
}

/** What comes before a replay may be answered: the object is there, and the actor may do this to it. */
export function refuseAccess<T>(board: Board, rules: Rules<T>, requested: string, moment: Moment): Refusal | null {
  const found = rules.find(board, requested);
  return 'refusal' in found ? found.refusal : rules.permit(board, found.object, moment);
}

/** Judges one command on one object of a board: every refusal in its order, then the rule itself, then what it causes. */
export function judge<T>(board: Board, rules: Rules<T>, asked: Asked, moment: Moment): Verdict {
  const found = rules.find(board, asked.requested);
  if ('refusal' in found) return { objectId: null, refusals: [found.refusal], drafts: [], board };
  const { object } = found;
  const objectId = rules.idOf(board, object);
  const refusal =
    rules.permit(board, object, moment) ??
    (rules.whileClosed ? null : refuseClosed(board)) ??
    (rules.versioned ? refuseStale(rules.versioned(board, object), asked.expectedVersion) : null) ??
    refuseText(asked.input);
  if (refusal) return { objectId, refusals: [refusal], drafts: [], board };
  const decision = rules.decide(board, object, moment);
  if ('refusals' in decision) return { objectId, refusals: decision.refusals, drafts: [], board };
  const drafts = draftsOf(board, decision, moment);
  return { objectId: decision.objectId ?? objectId, refusals: [], drafts, board: drafts.at(-1)?.board ?? board };
}

/** The events of a decision, and those of the milestones that they meet. */
function draftsOf(board: Board, decision: Extract<Decision, { facts: unknown }>, moment: Moment): Draft[] {
  const drafts: Draft[] = [];
  let present = board;
  const draft = (fact: Draft['fact']): void => {
    const next = draftAfter(present, fact, { id: moment.newId(), actorId: moment.actor.id, now: moment.now });
    drafts.push(next);
    present = next.board;
  };
  decision.facts.forEach(draft);
  return drafts.length === 0 ? [] : [...drafts, ...draftsOfMilestones(present, moment)];
}

/** The events of the milestones that are met on a board, and of those that these meet in turn. */
export function draftsOfMilestones(board: Board, moment: Moment): Draft[] {
  const drafts: Draft[] = [];
  let present = board;
  for (let met = milestonesMet(present, moment.now); met.length > 0; met = milestonesMet(present, moment.now)) {
    for (const fact of met) {
      const next = draftAfter(present, fact, { id: moment.newId(), actorId: moment.actor.id, now: moment.now });
      drafts.push(next);
      present = next.board;
    }
  }
  return drafts;
}
