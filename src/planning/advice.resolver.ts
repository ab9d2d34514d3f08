import { Args, ArgsType, Field, FieldResolver, ID, Int, Resolver, Root } from 'type-graphql';
import { RoleEnum } from '../access/access.enum';
import { type NextAction, nextActions } from '../domain/next-actions';
import type { Role } from '../domain/words';
import { IncidentType } from '../incidents/incident.type';
import { Awaited } from '../view/awaited';
import { pageSize } from '../view/cursor';
import { requestError } from '../view/errors';
import type { View } from '../view/view';
import { BottleneckType } from './bottleneck.type';
import { NextActionType } from './next-action.type';

@ArgsType()
class NextActionsArgs {
  @Field(() => Int, { nullable: true, defaultValue: 20, description: 'How many at most, 1 to 500.' })
  first?: number | null;

  @Field(() => ID, { nullable: true, description: 'Only those about systems of this team, by UUID or key.' })
  team?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those that belong to this plant, by UUID or key.' })
  plant?: string | null;

  @Field(() => RoleEnum, { nullable: true, description: 'Only those that are first of all for this role.' })
  role?: Role | null;
}

@ArgsType()
class BottlenecksArgs {
  @Field(() => Int, { nullable: true, defaultValue: 10, description: 'How many at most, 1 to 500.' })
  first?: number | null;
}

@Resolver(() => IncidentType)
export class AdviceResolver {
  @Awaited()
  @FieldResolver(() => [NextActionType], {
    description: 'What can be worked on now, most urgent first.',
  })
  nextActions(@Root() { view }: IncidentType, @Args(() => NextActionsArgs) args: NextActionsArgs): NextActionType[] {
    const first = pageSize(args.first, 20);
    const { board, planningAt } = view;
    const gate = (system: number) => board.blockersOf(system);
    const found = nextActions(board, board.scheduleAt(planningAt), board.now, gate).filter(filterOf(view, args));
    return view.list(found.slice(0, first), (action) => new NextActionType(view, action));
  }

  @Awaited()
  @FieldResolver(() => [BottleneckType], {
    description: 'What stands in the way of most: the root blockers, with how many systems each one holds back.',
  })
  async bottlenecks(
    @Root() { view }: IncidentType,
    @Args(() => BottlenecksArgs) args: BottlenecksArgs,
  ): Promise<BottleneckType[]> {
    const first = pageSize(args.first, 10);
    const found = await view.context.forecaster.bottlenecks(view.board);
    return view.list(found.slice(0, first), (bottleneck) => new BottleneckType(view, bottleneck));
  }
}

function filterOf({ board }: View, { team, plant, role }: NextActionsArgs): (action: NextAction) => boolean {
  const teamId = team == null ? null : board.teams.at(known(board.teams.find(team), 'team', team)).id;
  const plantId = plant == null ? null : board.plants.at(known(board.plants.find(plant), 'plant', plant)).id;
  return (action) =>
    (teamId === null || action.teamId === teamId) &&
    (plantId === null || action.plantId === plantId) &&
    (role == null || action.role === role);
}

function known(index: number | undefined, argument: string, name: string): number {
  if (index !== undefined) return index;
  const message = `${argument}: there is no ${argument} ${JSON.stringify(name.slice(0, 100))} in this incident.`;
  throw requestError('BAD_USER_INPUT', message, { argument });
}
