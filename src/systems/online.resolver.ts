import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { type RequestContext, commandsOf } from '../view/context';
import { given } from '../view/given';
import { bringSystemOnline, bringSystemsOnline, takeSystemOffline } from './online.commands';
import { SystemActionInput, SystemReasonInput, SystemsActionInput } from './system.input';
import { SystemPayload, SystemsPayload } from './system.payload';

@Resolver()
export class OnlineResolver {
  @Mutation(() => SystemPayload, { description: 'The gate: refused unless every blocker is gone.' })
  async bringSystemOnline(
    @Arg('input', { description: 'Which system.' }) input: SystemActionInput,
    @Ctx() context: RequestContext,
  ): Promise<SystemPayload> {
    return new SystemPayload(context, await bringSystemOnline(commandsOf(context), given(input)));
  }

  @Mutation(() => SystemsPayload, {
    description: 'The same gate for many systems, taken in dependency order, each judged by itself.',
  })
  async bringSystemsOnline(
    @Arg('input', { description: 'Which systems.' }) input: SystemsActionInput,
    @Ctx() context: RequestContext,
  ): Promise<SystemsPayload> {
    return new SystemsPayload(context, await bringSystemsOnline(commandsOf(context), given(input)));
  }

  @Mutation(() => SystemPayload, {
    description: 'Always allowed while the incident is open; confirms a STOPPING system.',
  })
  async takeSystemOffline(
    @Arg('input', { description: 'Which system, and why.' }) input: SystemReasonInput,
    @Ctx() context: RequestContext,
  ): Promise<SystemPayload> {
    return new SystemPayload(context, await takeSystemOffline(commandsOf(context), given(input)));
  }
}
