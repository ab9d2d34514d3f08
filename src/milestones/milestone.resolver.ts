import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { type RequestContext, commandsOf } from '../view/context';
import { given } from '../view/given';
import { achieveMilestone, reopenMilestone } from './milestone.commands';
import { MilestoneActionInput } from './milestone.input';
import { MilestonePayload } from './milestone.payload';

@Resolver()
export class MilestoneResolver {
  @Mutation(() => MilestonePayload, { description: 'Declare a gate milestone whose criteria are met.' })
  async achieveMilestone(
    @Arg('input', { description: 'Which.' }) input: MilestoneActionInput,
    @Ctx() context: RequestContext,
  ): Promise<MilestonePayload> {
    return new MilestonePayload(context, await achieveMilestone(commandsOf(context), given(input)));
  }

  @Mutation(() => MilestonePayload, { description: 'Take the declaration of a gate milestone back.' })
  async reopenMilestone(
    @Arg('input', { description: 'Which, and why.' }) input: MilestoneActionInput,
    @Ctx() context: RequestContext,
  ): Promise<MilestonePayload> {
    return new MilestonePayload(context, await reopenMilestone(commandsOf(context), given(input)));
  }
}
