import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { type RequestContext, commandsOf } from '../view/context';
import { given } from '../view/given';
import { SystemPayload, SystemsPayload } from '../systems/system.payload';
import {
  recordContainmentCheck,
  recordContainmentChecks,
  revokeContainment,
  verifyContainment,
  waiveContainmentCheck,
} from './containment.commands';
import {
  RecordContainmentCheckInput,
  RecordContainmentChecksInput,
  RevokeContainmentInput,
  VerifyContainmentInput,
  WaiveContainmentCheckInput,
} from './containment.input';

@Resolver()
export class ContainmentResolver {
  @Mutation(() => SystemPayload, { description: 'Record the result of one check of one system.' })
  async recordContainmentCheck(
    @Arg('input', { description: 'Which check of which system, and its result.' }) input: RecordContainmentCheckInput,
    @Ctx() context: RequestContext,
  ): Promise<SystemPayload> {
    return new SystemPayload(context, await recordContainmentCheck(commandsOf(context), given(input)));
  }

  @Mutation(() => SystemsPayload, { description: 'The same result for several checks of several systems.' })
  async recordContainmentChecks(
    @Arg('input', { description: 'Which checks of which systems, and their result.' })
    input: RecordContainmentChecksInput,
    @Ctx() context: RequestContext,
  ): Promise<SystemsPayload> {
    return new SystemsPayload(context, await recordContainmentChecks(commandsOf(context), given(input)));
  }

  @Mutation(() => SystemPayload, {
    description: 'A commander accepts that one check is not done, with a reason that stays visible.',
  })
  async waiveContainmentCheck(
    @Arg('input', { description: 'Which check of which system, and why.' }) input: WaiveContainmentCheckInput,
    @Ctx() context: RequestContext,
  ): Promise<SystemPayload> {
    return new SystemPayload(context, await waiveContainmentCheck(commandsOf(context), given(input)));
  }

  @Mutation(() => SystemPayload, {
    description: 'Sign-off by a verifier once every required check has passed or been waived; renews a standing one.',
  })
  async verifyContainment(
    @Arg('input', { description: 'Which system, at which version.' }) input: VerifyContainmentInput,
    @Ctx() context: RequestContext,
  ): Promise<SystemPayload> {
    return new SystemPayload(context, await verifyContainment(commandsOf(context), given(input)));
  }

  @Mutation(() => SystemPayload, {
    description:
      'Always allowed while the incident is open: an ONLINE system becomes STOPPING, its dependents become at risk.',
  })
  async revokeContainment(
    @Arg('input', { description: 'Which system, and why.' }) input: RevokeContainmentInput,
    @Ctx() context: RequestContext,
  ): Promise<SystemPayload> {
    return new SystemPayload(context, await revokeContainment(commandsOf(context), given(input)));
  }
}
