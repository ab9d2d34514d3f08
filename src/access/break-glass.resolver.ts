import { Arg, Args, ArgsType, Ctx, FieldResolver, Int, Mutation, Query, Resolver } from 'type-graphql';
import { Awaited } from '../view/awaited';
import { pageArgsOf } from '../view/connection';
import type { RequestContext } from '../view/context';
import { given } from '../view/given';
import { countEntries, findEntries } from './access-log.store';
import { createBreakGlassAccount, deleteBreakGlassAccount } from './break-glass.commands';
import { CreateBreakGlassInput, DeleteBreakGlassInput } from './break-glass.input';
import { BreakGlassConnection, BreakGlassPage, useTypes, usesOf } from './break-glass-page.type';
import { BreakGlassPayload } from './break-glass.payload';

@ArgsType()
class BreakGlassArgs extends pageArgsOf(20) {}

@Resolver(() => BreakGlassConnection)
export class BreakGlassResolver {
  @Query(() => BreakGlassConnection, {
    nullable: true,
    description:
      'Every use of a break-glass account, the newest first. Null unless the viewer is ADMIN or COMMANDER of anything.',
  })
  async breakGlass(
    @Args(() => BreakGlassArgs) args: BreakGlassArgs,
    @Ctx() context: RequestContext,
  ): Promise<BreakGlassPage> {
    const query = usesOf(args, 20);
    return new BreakGlassPage(context, query, await findEntries(context.records, query));
  }

  @Awaited()
  @FieldResolver(() => Int, { description: 'How many uses the whole list has.' })
  totalCount(@Ctx() { records }: RequestContext): Promise<number> {
    return countEntries(records, { types: useTypes });
  }

  @Mutation(() => BreakGlassPayload, {
    nullable: true,
    description:
      'Give a person an account for when the issuer of logins is away: a password and one-time codes, exchanged at POST /break-glass for a token of eight hours. The secrets are shown once, in this answer only.',
  })
  async createBreakGlassAccount(
    @Arg('input', { description: 'For whom.' }) input: CreateBreakGlassInput,
    @Ctx() context: RequestContext,
  ): Promise<BreakGlassPayload> {
    return new BreakGlassPayload(context, await createBreakGlassAccount(context, given(input)));
  }

  @Mutation(() => BreakGlassPayload, {
    nullable: true,
    description: 'Take such an account away, and end what is open by it.',
  })
  async deleteBreakGlassAccount(
    @Arg('input', { description: 'Whose.' }) input: DeleteBreakGlassInput,
    @Ctx() context: RequestContext,
  ): Promise<BreakGlassPayload> {
    return new BreakGlassPayload(context, await deleteBreakGlassAccount(context, input));
  }
}
