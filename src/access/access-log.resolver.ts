import { Args, ArgsType, Ctx, Field, FieldResolver, Int, Query, Resolver } from 'type-graphql';
import { Awaited } from '../view/awaited';
import { pageArgsOf } from '../view/connection';
import type { RequestContext } from '../view/context';
import { AccessLogConnection, AccessLogPage, accessStretch } from './access-log-page.type';
import { countEntries, findEntries } from './access-log.store';

@ArgsType()
class AccessLogArgs extends pageArgsOf(50) {
  @Field(() => Int, { nullable: true, description: 'How many of the newest, 1 to 500; counts instead of `first`.' })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the entry to end before.' })
  before?: string | null;
}

@Resolver(() => AccessLogConnection)
export class AccessLogResolver {
  @Query(() => AccessLogConnection, {
    nullable: true,
    description:
      'Every change of principals, grants, tokens, logins and break-glass accounts, oldest first. Null unless the viewer is ADMIN.',
  })
  async accessLog(
    @Args(() => AccessLogArgs) args: AccessLogArgs,
    @Ctx() context: RequestContext,
  ): Promise<AccessLogPage> {
    const stretch = accessStretch(args, 50);
    return new AccessLogPage(context, stretch, await findEntries(context.records, stretch.query));
  }

  @Awaited()
  @FieldResolver(() => Int, { description: 'How many entries the whole log has.' })
  totalCount(@Ctx() { records }: RequestContext): Promise<number> {
    return countEntries(records, {});
  }
}
