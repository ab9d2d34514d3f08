import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { type RequestContext, commandsOf } from '../view/context';
import { given } from '../view/given';
import { approveOverride, rejectOverride, requestOverride } from './override.commands';
import { OverrideActionInput, RequestOverrideInput } from './override.input';
import { OverridePayload } from './override.payload';

@Resolver()
export class OverrideResolver {
  @Mutation(() => OverridePayload, {
    description:
      'Ask to pass named dependency or milestone blockers of one system. Containment can never be overridden.',
  })
  async requestOverride(
    @Arg('input', { description: 'Which system, which blockers, and why.' }) input: RequestOverrideInput,
    @Ctx() context: RequestContext,
  ): Promise<OverridePayload> {
    return new OverridePayload(context, await requestOverride(commandsOf(context), given(input)));
  }

  @Mutation(() => OverridePayload, { description: 'Approve an override: a commander other than who requested it.' })
  async approveOverride(
    @Arg('input', { description: 'Which.' }) input: OverrideActionInput,
    @Ctx() context: RequestContext,
  ): Promise<OverridePayload> {
    return new OverridePayload(context, await approveOverride(commandsOf(context), given(input)));
  }

  @Mutation(() => OverridePayload, { description: 'Reject an override: a commander, or who requested it.' })
  async rejectOverride(
    @Arg('input', { description: 'Which, and why.' }) input: OverrideActionInput,
    @Ctx() context: RequestContext,
  ): Promise<OverridePayload> {
    return new OverridePayload(context, await rejectOverride(commandsOf(context), given(input)));
  }
}
