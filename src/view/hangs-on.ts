import { Extensions } from 'type-graphql';
import type { View } from './view';

/** ROWS: some rows. ANSWERS: beside these, the checks of systems and what the rules say of them. */
export type Ground = 'ROWS' | 'ANSWERS';

/** What an object of a `@Grounded` class rests on. */
export interface Grounded {
  readonly view: View;
  /** Its index among the objects of its type. */
  readonly index: number;
  /** The systems, or milestones, by index, that its marked fields hang on. */
  readonly grounds: readonly number[];
}

/** Of what the rows are that an object rests on. */
export type GroundedOn = 'SYSTEMS' | 'MILESTONES';

/** Marks a class whose objects say which systems, or milestones, they rest on. */
export function Grounded(on: GroundedOn = 'SYSTEMS'): ClassDecorator & MethodDecorator {
  return Extensions({ grounded: on });
}

/**
 * Marks a field that hangs on nothing else than its arguments, the plan, and this of what its object rests on, or the object that
 * it is part of: not on the clock, the planning time, the viewer, people's names, or other rows. Its text may be kept for the
 * next board. On a class: all its fields.
 */
export function HangsOn(ground: Ground): ClassDecorator & MethodDecorator & PropertyDecorator {
  return Extensions({ hangsOn: ground });
}
