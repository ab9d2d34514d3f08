import { Field, InputType } from 'type-graphql';
import { RecoveryInput, described } from '../view/recovery.input';
import { PlanFormatEnum } from './plan.enum';
import type { PlanFormat } from './read';

@InputType('PlanDocumentInput', { description: 'A plan: what must come back, and what waits for what.' })
export class PlanDocumentInput {
  @Field(() => PlanFormatEnum, { nullable: true, defaultValue: 'BLACKSTART', description: 'How it is written.' })
  format?: PlanFormat | null;

  @Field(() => String, { description: 'Its text.' })
  content!: string;
}

@InputType('ApplyPlanInput', { description: 'A plan that an incident is to follow.' })
export class ApplyPlanInput extends RecoveryInput {
  @Field(() => PlanDocumentInput, { description: 'The document.' })
  plan!: PlanDocumentInput;

  @Field(() => String, { description: described.reason })
  reason!: string;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description:
      'Remove what the document does not name, of the kinds that it has a section for. Only systems that were never touched can go.',
  })
  prune?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Only tell what would change; nothing is stored.',
  })
  dryRun?: boolean | null;
}
