import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Plan } from '../domain/plan/plan';
import { type PlanFinding, unplaced } from '../domain/plan/finding';
import { examineApplied, examinePlan } from '../planning/ask';
import { Awaited } from '../view/awaited';
import { type RequestContext, commandsOf } from '../view/context';
import { given } from '../view/given';
import { applyPlan } from './plan.commands';
import { ApplyPlanInput, PlanDocumentInput } from './plan.input';
import { ApplyPlanPayload } from './plan.payload';
import { PlanCheckType, PlanFindingType } from './plan.type';
import { checkDocument, readDocument } from './read';

@Resolver()
export class PlanResolver {
  @Query(() => PlanCheckType, { description: 'Check a plan document without storing anything.' })
  async checkPlan(
    @Arg('input', { description: 'The document.' }) { format, content }: PlanDocumentInput,
    @Ctx() { forecaster, keeper }: RequestContext,
  ): Promise<PlanCheckType> {
    const examine = (plan: Plan) => examinePlan(forecaster, plan, keeper.now());
    return checkDocument(await readDocument(format ?? 'BLACKSTART', content, examine));
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

@Resolver(() => ApplyPlanPayload)
export class AppliedPlanResolver {
  @Awaited()
  @FieldResolver(() => [PlanFindingType], { description: 'What somebody should know about the document.' })
  async findings(@Root() { applied }: ApplyPlanPayload, @Ctx() context: RequestContext): Promise<PlanFinding[]> {
    const board = applied.planned ?? (applied.events.length > 0 ? applied.board : null);
    const found = board ? await examineApplied(context, board) : [];
    return [...applied.findings, ...unplaced(found)];
  }
}
