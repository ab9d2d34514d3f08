import { Args, ArgsType, Ctx, Field, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { findHistory } from '../log/history.store';
import { Awaited } from '../view/awaited';
import type { RequestContext } from '../view/context';
import { pageSize } from '../view/cursor';
import { IncidentType } from './incident.type';
import { ProgressPointType } from './progress-point.type';

const mostPoints = 5000;

@ArgsType()
class HistoryArgs {
  @Field(() => Int, {
    nullable: true,
    defaultValue: 200,
    description: `How many at most, 1 to ${mostPoints}; the first and the last change are among them, one alone is the last.`,
  })
  points?: number | null;
}

@Resolver(() => IncidentType)
export class HistoryResolver {
  @Awaited()
  @FieldResolver(() => [ProgressPointType], {
    description: 'Progress at each change, oldest first, thinned to at most `points`.',
  })
  async history(
    @Root() { view }: IncidentType,
    @Args(() => HistoryArgs) args: HistoryArgs,
    @Ctx() { records }: RequestContext,
  ): Promise<ProgressPointType[]> {
    const points = pageSize(args.points, 200, 'points', mostPoints);
    const { id, position } = view.board;
    const found = await findHistory(records, { incidentId: id, upTo: position, points });
    return view.list(found, (point) => new ProgressPointType(point));
  }
}
