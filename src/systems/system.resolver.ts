import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { type RequestContext, commandsOf } from '../view/context';
import { given } from '../view/given';
import { addDependency, removeDependency } from './dependency.commands';
import { updateSystem } from './system.commands';
import { AddDependencyInput, RemoveDependencyInput, UpdateSystemInput } from './system.input';
import { DependencyPayload, SystemPayload } from './system.payload';

@Resolver()
export class SystemResolver {
  @Mutation(() => SystemPayload, { description: 'Change facts about a system, not its state.' })
  async updateSystem(
    @Arg('input', { description: 'Which system, and what changes.' }) input: UpdateSystemInput,
    @Ctx() context: RequestContext,
  ): Promise<SystemPayload> {
    return new SystemPayload(context, await updateSystem(commandsOf(context), { ...input }));
  }

  @Mutation(() => DependencyPayload, { description: 'Let one system wait for another one.' })
  async addDependency(
    @Arg('input', { description: 'Which systems, and how.' }) input: AddDependencyInput,
    @Ctx() context: RequestContext,
  ): Promise<DependencyPayload> {
    return new DependencyPayload(context, await addDependency(commandsOf(context), given(input)), input.system);
  }

  @Mutation(() => DependencyPayload, { description: 'Let one system no longer wait for another one.' })
  async removeDependency(
    @Arg('input', { description: 'Which systems, and why.' }) input: RemoveDependencyInput,
    @Ctx() context: RequestContext,
  ): Promise<DependencyPayload> {
    return new DependencyPayload(context, await removeDependency(commandsOf(context), given(input)), input.system);
  }
}
