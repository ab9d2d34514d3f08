import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { type RequestContext, commandsOf } from '../view/context';
import { given } from '../view/given';
import { closeIncident, reopenIncident } from './closing.commands';
import { CloseIncidentInput, ReopenIncidentInput } from './closing.input';
import { IncidentPayload } from './incident.payload';

@Resolver()
export class ClosingResolver {
  @Mutation(() => IncidentPayload, {
    description: 'End a recovery: refused unless its criteria are met, or it is abandoned.',
  })
  async closeIncident(
    @Arg('input', { description: 'Which incident, and why.' }) input: CloseIncidentInput,
    @Ctx() context: RequestContext,
  ): Promise<IncidentPayload> {
    return new IncidentPayload(context, await closeIncident(commandsOf(context), given(input)));
  }

  @Mutation(() => IncidentPayload, { description: 'Take a recovery up again, as when the attacker comes back.' })
  async reopenIncident(
    @Arg('input', { description: 'Which incident, and why.' }) input: ReopenIncidentInput,
    @Ctx() context: RequestContext,
  ): Promise<IncidentPayload> {
    return new IncidentPayload(context, await reopenIncident(commandsOf(context), given(input)));
  }
}
