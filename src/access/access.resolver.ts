import { Arg, Args, ArgsType, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { type ConnectionOf, connectionOf, pageArgsOf } from '../view/connection';
import type { RequestContext } from '../view/context';
import { given } from '../view/given';
import { Cut, Page } from '../view/page';
import { type Shape, shape } from '../view/shapes';
import { createAccessToken, createPrincipal, revokeAccessToken, updatePrincipal } from './access.commands';
import {
  CreateAccessTokenInput,
  CreatePrincipalInput,
  RevokeAccessTokenInput,
  UpdatePrincipalInput,
} from './access.input';
import { AccessTokenPayload, PrincipalPayload } from './access.payload';

const PrincipalConnection = connectionOf('Principal', 'principals');

@ArgsType()
class PrincipalsArgs extends pageArgsOf(50) {}

@Resolver()
export class AccessResolver {
  @Query(() => shape('Principal'), { description: 'Who is asking, and what they may do.' })
  viewer(@Ctx() { people, viewer }: RequestContext): Shape<'Principal'> {
    return people.principal(viewer.id);
  }

  @Query(() => PrincipalConnection, { nullable: true, description: 'Null unless the viewer is ADMIN.' })
  principals(
    @Args(() => PrincipalsArgs) args: PrincipalsArgs,
    @Ctx() { budget, directory, people }: RequestContext,
  ): ConnectionOf<'Principal'> {
    const nameOf = ({ handle }: { handle: string }): string => handle;
    const cut = new Cut({ items: directory.principals(), order: 'HANDLE', nameOf }, args, 50);
    return new Page(cut, ({ id }) => people.principal(id), budget);
  }

  @Mutation(() => PrincipalPayload, { description: 'Make a person or a service known, with what they may do.' })
  async createPrincipal(
    @Arg('input', { description: 'Whom.' }) input: CreatePrincipalInput,
    @Ctx() context: RequestContext,
  ): Promise<PrincipalPayload> {
    return new PrincipalPayload(context, await createPrincipal(context, given(input)));
  }

  @Mutation(() => PrincipalPayload, {
    description: 'Change the name of a principal, whether it is let in, or what it may do.',
  })
  async updatePrincipal(
    @Arg('input', { description: 'Whom, and what changes.' }) input: UpdatePrincipalInput,
    @Ctx() context: RequestContext,
  ): Promise<PrincipalPayload> {
    return new PrincipalPayload(context, await updatePrincipal(context, given(input)));
  }

  @Mutation(() => AccessTokenPayload, { description: 'The secret is shown once, in this answer only.' })
  async createAccessToken(
    @Arg('input', { description: 'For whom, and until when.' }) input: CreateAccessTokenInput,
    @Ctx() context: RequestContext,
  ): Promise<AccessTokenPayload> {
    return new AccessTokenPayload(context, await createAccessToken(context, given(input)));
  }

  @Mutation(() => AccessTokenPayload, { description: 'Takes effect on open sockets too, within five seconds.' })
  async revokeAccessToken(
    @Arg('input', { description: 'Which.' }) input: RevokeAccessTokenInput,
    @Ctx() context: RequestContext,
  ): Promise<AccessTokenPayload> {
    return new AccessTokenPayload(context, await revokeAccessToken(context, given(input)));
  }
}
