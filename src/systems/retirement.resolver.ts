import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { type RequestContext, commandsOf } from '../view/context';
import { given } from '../view/given';
import { reinstateSystem, retireSystem } from './retirement.commands';
import { RetireSystemInput, SystemReasonInput } from './system.input';
import { SystemPayload } from './system.payload';

@Resolver()
export class RetirementResolver {
  @Mutation(() => SystemPayload, { description: 'A system will not come back; another one may take its place.' })
  async retireSystem(
    @Arg('input', { description: 'Which system, why, and what replaces it.' }) input: RetireSystemInput,
    @Ctx() context: RequestContext,
  ): Promise<SystemPayload> {
    return new SystemPayload(context, await retireSystem(commandsOf(context), given(input)));
  }

  @Mutation(() => SystemPayload, { description: 'A retired system is wanted again: OFFLINE.' })
  async reinstateSystem(
    @Arg('input', { description: 'Which system, and why.' }) input: SystemReasonInput,
    @Ctx() context: RequestContext,
  ): Promise<SystemPayload> {
    return new SystemPayload(context, await reinstateSystem(commandsOf(context), given(input)));
  }
}
