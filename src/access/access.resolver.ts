import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../view/context';
import { given } from '../view/given';
import { type Shape, shape } from '../view/shapes';
import { createAccessToken, createPrincipal, revokeAccessToken } from './access.commands';
import { CreateAccessTokenInput, CreatePrincipalInput, RevokeAccessTokenInput } from './access.input';
import { AccessTokenPayload, PrincipalPayload } from './access.payload';

@Resolver()
export class AccessResolver {
  @Query(() => shape('Principal'), { description: 'Who is asking, and what they may do.' })
  viewer(@Ctx() { people, viewer }: RequestContext): Shape<'Principal'> {
    return people.principal(viewer.id);
  }

  @Mutation(() => PrincipalPayload, { description: 'Make a person or a service known, with what they may do.' })
  async createPrincipal(
    @Arg('input', { description: 'Whom.' }) input: CreatePrincipalInput,
    @Ctx() context: RequestContext,
  ): Promise<PrincipalPayload> {
    return new PrincipalPayload(context, await createPrincipal(context, given(input)));
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
