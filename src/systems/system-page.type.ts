import { ArgsType, Field } from 'type-graphql';
import type { Board } from '../board/board';
import type { Listed, SystemOrder } from '../board/orders';
import { type ConnectionOf, connectionOf, pageArgsOf } from '../view/connection';
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
  const items = itemsOf(board, listed, plant, named ?? null);
  const placeAfter = (key: string) => {
    const system = board.systems.find(key);
    return system !== undefined && board.systems.at(system).key === key ? listed.countUpTo(items, system) : undefined;
  };
  const nameOf = (system: number) => board.systems.at(system).key;
  const listing = { items, order, nameOf, placeAfter, matches: testOf(board, filter) };
  return new Page(new Cut(listing, args, 50), view.system, view.context.budget);
}

const none = new Int32Array(0);

/** The systems of an order, of one plant where it is asked for one: by its index, and by the name that a filter has for it. */
function itemsOf(board: Board, listed: Listed, plant: number | null, named: string | null): Int32Array {
  const wanted = named === null ? plant : board.plants.find(named);
  if (wanted === undefined || (plant !== null && wanted !== plant)) return none;
  return wanted === null ? listed.all : listed.ofPlant(board, wanted);
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
