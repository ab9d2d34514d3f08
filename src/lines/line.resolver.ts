import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { type RequestContext, commandsOf } from '../view/context';
import { given } from '../view/given';
import { markLineRunning, markLineStopped } from './line.commands';
import { LineActionInput } from './line.input';
import { LinePayload } from './line.payload';

@Resolver()
export class LineResolver {
  @Mutation(() => LinePayload, { description: 'Say that a line runs: a READY one, or for a reason a STARVED one.' })
  async markLineRunning(
    @Arg('input', { description: 'Which.' }) input: LineActionInput,
    @Ctx() context: RequestContext,
  ): Promise<LinePayload> {
    return new LinePayload(context, await markLineRunning(commandsOf(context), given(input)));
  }

  @Mutation(() => LinePayload, { description: 'Say that a line no longer runs.' })
  async markLineStopped(
    @Arg('input', { description: 'Which, and why.' }) input: LineActionInput,
    @Ctx() context: RequestContext,
  ): Promise<LinePayload> {
    return new LinePayload(context, await markLineStopped(commandsOf(context), given(input)));
  }
}
