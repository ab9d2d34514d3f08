import type { GraphQLField } from 'graphql';
import { noSizes, type Sizes } from '../view/sizes';

/** A field that is asked of `count` objects. */
export interface AskedField {
  coordinate: string;
  count: number;
  sizes: Sizes;
  args: Record<string, unknown>;
  field: GraphQLField<unknown, unknown>;
}

/** The arguments that say how many items are wanted. */
const pageArguments = ['first', 'last', 'points'];
/** The length of a list of objects that nobody has counted. */
const unknownLength = 5;
/** Errors in payloads are the exception. */
const exceptions = new Set(['userErrors', 'errors']);

/** How many items of each object are asked for; undefined where the field does not page. A null counts as left out. */
export function askedFor({ field, args }: AskedField): number | undefined {
  const pages = field.args.filter(({ name }) => pageArguments.includes(name));
  if (pages.length === 0) return undefined;
  const given = pages.map(({ name, defaultValue }) => args[name] ?? defaultValue).filter((n) => typeof n === 'number');
  return Math.max(1, ...given);
}

/**
 * The items of a list or page of all these objects together: the longest list once, for the others the average. `page` is
 * what a page around it has already been found to hold.
 */
export function itemsIn(asked: AskedField, page?: number): number {
  const { coordinate, count, sizes, field } = asked;
  if (exceptions.has(field.name)) return count;
  if (sizes === noSizes) return count;
  if (page !== undefined) return page;
  const wanted = askedFor(asked);
  const spread = sizes.spreadOf(coordinate);
  if (!spread) return count * (wanted ?? unknownLength);
  const real = Math.min(count * spread.most, count * spread.average + spread.most);
  return wanted === undefined ? real : Math.min(real, count * wanted);
}

/** A payload answers for each item of the longest list in its input; undefined where the input has none. */
export function longestList(args: Record<string, unknown>, count: number): number | undefined {
  const input: unknown = args.input;
  if (typeof input !== 'object' || input === null) return undefined;
  const lengths = Object.values(input).map((value: unknown) => (Array.isArray(value) ? value.length : 0));
  const longest = Math.max(0, ...lengths);
  return longest > 0 ? count * longest : undefined;
}

/** What a field takes beside being answered, in the time of an ordinary one. */
const weights: Record<string, (sizes: Sizes) => number> = {
  // all of the plan is written; the largest plans pass too, a few at a time
  'Incident.planDocument': ({ systems }) => Math.min(systems, 30_000),
  // these descend into the graph
  'System.blastRadius': ({ systems }) => systems / 100,
  'System.rootBlockers': ({ systems }) => systems / 1000,
  'System.unlocks': ({ systems }) => systems / 1000,
};
const mutationWeight = 100;

/** The weight of a field: 1 for what the board has at hand. Whatever takes `trials` runs over all systems so many times. */
export function weightOf({ coordinate, sizes, args }: AskedField): number {
  if (coordinate.startsWith('Mutation.')) return mutationWeight;
  const own = 1 + (weights[coordinate]?.(sizes) ?? 0);
  return typeof args.trials === 'number' ? own + args.trials * (1 + sizes.systems / 1000) : own;
}
