import { Field, ObjectType } from 'type-graphql';
import { IncidentOutcome } from '../incidents/incident.payload';
import type { RequestContext } from '../view/context';
import { PayloadType } from '../view/payload.type';
import type { PlanOutcome } from './plan.commands';
import { PlanDiffType } from './plan.type';

@ObjectType('ApplyPlanPayload', { implements: PayloadType, description: 'What became of a plan.' })
export class ApplyPlanPayload extends IncidentOutcome {
  constructor(
    context: RequestContext,
    readonly applied: PlanOutcome,
  ) {
    super(context, applied);
  }

  @Field(() => PlanDiffType, {
    simple: true,
    nullable: true,
    description: 'What it changed, or would change; null when the document cannot be applied.',
  })
  get diff(): PlanDiffType | null {
    return this.applied.diff;
  }
}
