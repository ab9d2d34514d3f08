import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { type RequestContext, commandsOf } from '../view/context';
import { given } from '../view/given';
import { applyPlan } from './plan.commands';
import { ApplyPlanInput, PlanDocumentInput } from './plan.input';
import { ApplyPlanPayload } from './plan.payload';
import { PlanCheckType } from './plan.type';
import { checkDocument, readDocument } from './read';

@Resolver()
export class PlanResolver {
  @Query(() => PlanCheckType, { description: 'Check a plan document without storing anything.' })
  async checkPlan(
    @Arg('input', { description: 'The document.' }) { format, content }: PlanDocumentInput,
  ): Promise<PlanCheckType> {
    return checkDocument(await readDocument(format ?? 'BLACKSTART', content));
  }

  @Mutation(() => ApplyPlanPayload, {
    description: "Make the incident's topology equal to the document; one event, all or nothing.",
  })
  async applyPlan(
    @Arg('input', { description: 'Which incident, and the document.' }) input: ApplyPlanInput,
    @Ctx() context: RequestContext,
  ): Promise<ApplyPlanPayload> {
    const { plan, ...rest } = given(input);
    const document = await readDocument(plan.format ?? 'BLACKSTART', plan.content);
    return new ApplyPlanPayload(context, await applyPlan(commandsOf(context), rest, document));
  }
}
