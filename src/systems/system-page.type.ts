import { ArgsType, Field } from 'type-graphql';
import type { Board } from '../board/board';
import type { Listed } from '../board/listed';
import type { SystemOrder } from '../board/orders';
import { type ConnectionOf, connectionOf, pageArgsOf } from '../view/connection';
import { Cursors } from '../view/cursor';
import { Cut, Page, type PageArgs } from '../view/page';
import { type SystemFilter, testOf } from '../view/system-filter';
import type { View } from '../view/view';
import { SystemFilterInput } from './system-filter.input';
import { SystemOrderEnum } from './system.enum';

export const SystemConnection = connectionOf('System', 'systems');
export const DependencyConnection = connectionOf('Dependency', 'dependencies');

@ArgsType()
export class SystemsArgs extends pageArgsOf(50) {
  @Field(() => SystemFilterInput, { nullable: true, description: 'Which systems; all of them where left out.' })
  filter?: SystemFilter | null;

  @Field(() => SystemOrderEnum, {
    nullable: true,
    defaultValue: 'RESTORE_ORDER',
    description: 'In which order; a cursor belongs to one order.',
  })
  orderBy?: SystemOrder | null;
}

type SystemPage = ConnectionOf<'System'>;

/** A page of the systems of an incident, or of one plant; a promise of it while the counts of a new plan are being made. */
export function systemPage(
  view: View,
  args: SystemsArgs,
  plant: number | null = null,
): SystemPage | Promise<SystemPage> {
  const order = args.orderBy ?? 'RESTORE_ORDER';
  if (order !== 'MOST_UNLOCKED' || view.board.hasUnlocks) return pageIn(view, order, args, plant);
  return view.context.forecaster.countUnlocks(view.board).then(() => pageIn(view, order, args, plant));
}

function pageIn(view: View, order: SystemOrder, args: SystemsArgs, plant: number | null): SystemPage {
  const { board } = view;
  const { plant: named, ...filter } = args.filter ?? {};
  const listed = board.listed(order, view.planningAt);
  const wanted = plantOf(board, plant, named ?? null);
  const { items, left } = itemsOf(board, listed, wanted, filter);
  const placeAfter = (key: string) => {
    const system = board.systems.find(key);
    return system !== undefined && board.systems.at(system).key === key ? listed.countUpTo(items, system) : undefined;
  };
  const nameOf = (system: number) => board.systems.at(system).key;
  const cursors = cursorsOf(listed, order);
  const cursorOf = (system: number) => cursors.of(system, nameOf);
  const placeAfterKnown = (cursor: string) => {
    const system = cursors.indexOf(cursor);
    return system === undefined ? undefined : listed.countUpTo(items, system);
  };
  const listing = { items, order, nameOf, cursorOf, placeAfter, placeAfterKnown, matches: testOf(board, left) };
  return new Page(new Cut(listing, args, 50), view.system, view.context.budget);
}

/** The plant of a list, by its index, and by the name that a filter has for it: null where none is named, undefined for no plant. */
function plantOf(board: Board, plant: number | null, named: string | null): number | null | undefined {
  const wanted = named === null ? plant : board.plants.find(named);
  return plant === null || wanted === plant ? wanted : undefined;
}

const kept = new WeakMap<Listed, Cursors>();

/** The cursors of an order, for as long as the order is there: the keys that they name are part of the plan. */
function cursorsOf(listed: Listed, order: SystemOrder): Cursors {
  const known = kept.get(listed);
  if (known) return known;
  const cursors = new Cursors(order);
  kept.set(listed, cursors);
  return cursors;
}

const none = new Int32Array(0);

/** The systems of an order, of one plant where it is asked for one, and what of the filter is left to ask of each. */
function itemsOf(board: Board, listed: Listed, plant: number | null | undefined, filter: SystemFilter) {
  if (plant === undefined) return { items: none, left: filter };
  const { states, ...left } = filter;
  if (!states || !listed.isLasting) return { items: listed.of(board, plant), left: filter };
  return { items: listed.inStates(board, plant, states), left };
}

/** A page of systems that are listed by key. */
export function keyedSystemPage(view: View, systems: ArrayLike<number>, args: PageArgs): ConnectionOf<'System'> {
  const listing = { items: systems, order: 'KEY', nameOf: (system: number) => view.board.systems.at(system).key };
  return new Page(new Cut(listing, args, 100), view.system, view.context.budget);
}

/** A page of dependencies, in the order of what they are listed by. */
export function dependencyPage(view: View, edges: ArrayLike<number>, args: PageArgs): ConnectionOf<'Dependency'> {
  const { dependencies } = view.board;
  const listing = { items: edges, order: 'EDGE', nameOf: (edge: number) => dependencies.at(edge).id };
  return new Page(new Cut(listing, args, 100), view.dependency, view.context.budget);
}
