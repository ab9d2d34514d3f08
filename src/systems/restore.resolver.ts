import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { type RequestContext, commandsOf } from '../view/context';
import { given } from '../view/given';
import {
  markSystemRestored,
  markSystemsRestored,
  recordValidation,
  startRestore,
  startRestores,
} from './restore.commands';
import { MarkSystemRestoredInput, RecordValidationInput, SystemActionInput, SystemsActionInput } from './system.input';
import { SystemPayload, SystemsPayload } from './system.payload';

@Resolver()
export class RestoreResolver {
  @Mutation(() => SystemPayload, { description: 'Begin work on a system: RESTORING.' })
  async startRestore(
    @Arg('input', { description: 'Which system.' }) input: SystemActionInput,
    @Ctx() context: RequestContext,
  ): Promise<SystemPayload> {
    return new SystemPayload(context, await startRestore(commandsOf(context), given(input)));
  }

  @Mutation(() => SystemsPayload, { description: 'The same for many systems, each judged by itself.' })
  async startRestores(
    @Arg('input', { description: 'Which systems.' }) input: SystemsActionInput,
    @Ctx() context: RequestContext,
  ): Promise<SystemsPayload> {
    return new SystemsPayload(context, await startRestores(commandsOf(context), given(input)));
  }

  @Mutation(() => SystemPayload, { description: 'A system is restored: RESTORED.' })
  async markSystemRestored(
    @Arg('input', { description: 'Which system, and from what.' }) input: MarkSystemRestoredInput,
    @Ctx() context: RequestContext,
  ): Promise<SystemPayload> {
    return new SystemPayload(context, await markSystemRestored(commandsOf(context), given(input)));
  }

  @Mutation(() => SystemsPayload, { description: 'The same for many systems, each judged by itself.' })
  async markSystemsRestored(
    @Arg('input', { description: 'Which systems.' }) input: SystemsActionInput,
    @Ctx() context: RequestContext,
  ): Promise<SystemsPayload> {
    return new SystemsPayload(context, await markSystemsRestored(commandsOf(context), given(input)));
  }

  @Mutation(() => SystemPayload, { description: 'Whether a restored system works: VALIDATED, or RESTORING again.' })
  async recordValidation(
    @Arg('input', { description: 'Which system, and what was found.' }) input: RecordValidationInput,
    @Ctx() context: RequestContext,
  ): Promise<SystemPayload> {
    return new SystemPayload(context, await recordValidation(commandsOf(context), given(input)));
  }
}
