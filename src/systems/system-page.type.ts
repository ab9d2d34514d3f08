import { ArgsType, Field } from 'type-graphql';
import type { SystemOrder } from '../board/orders';
import { type ConnectionOf, connectionOf, pageArgsOf } from '../view/connection';
import { Cut, Page, type PageArgs } from '../view/page';
import { type SystemFilter, matcherOf } from '../view/system-filter';
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
  plant: string | null = null,
): SystemPage | Promise<SystemPage> {
  const order = args.orderBy ?? 'RESTORE_ORDER';
  if (order !== 'MOST_UNLOCKED' || view.board.hasUnlocks) return pageIn(view, order, args, plant);
  return view.context.forecaster.countUnlocks(view.board).then(() => pageIn(view, order, args, plant));
}

function pageIn(view: View, order: SystemOrder, args: SystemsArgs, plant: string | null): SystemPage {
  const { board } = view;
  const matches = matcherOf(args.filter);
  const listing = {
    items: board.inOrder(order, view.planningAt),
    order,
    nameOf: (system: number) => board.systems.at(system).key,
    matches: (system: number) => isOf(view, system, plant) && matches(board, system),
  };
  return new Page(new Cut(listing, args, 50), view.system, view.context.budget);
}

function isOf({ board }: View, system: number, plant: string | null): boolean {
  return plant === null || board.systems.at(system).plantId === plant;
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
