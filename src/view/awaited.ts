import { Extensions } from 'type-graphql';

/** Marks a field that needs more than the board: it keeps its resolver function, all others are read as properties. */
export function Awaited(): MethodDecorator {
  return Extensions({ awaited: true });
}
