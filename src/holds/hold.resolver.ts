import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { type RequestContext, commandsOf } from '../view/context';
import { given } from '../view/given';
import { placeHold, releaseHold } from './hold.commands';
import { PlaceHoldInput, ReleaseHoldInput } from './hold.input';
import { HoldPayload } from './hold.payload';

@Resolver()
export class HoldResolver {
  @Mutation(() => HoldPayload, { description: 'Place a stop sign.' })
  async placeHold(
    @Arg('input', { description: 'On what, and why.' }) input: PlaceHoldInput,
    @Ctx() context: RequestContext,
  ): Promise<HoldPayload> {
    return new HoldPayload(context, await placeHold(commandsOf(context), given(input)));
  }

  @Mutation(() => HoldPayload, { description: 'Take a stop sign away: by who placed it, or a commander.' })
  async releaseHold(
    @Arg('input', { description: 'Which, and why.' }) input: ReleaseHoldInput,
    @Ctx() context: RequestContext,
  ): Promise<HoldPayload> {
    return new HoldPayload(context, await releaseHold(commandsOf(context), given(input)));
  }
}
