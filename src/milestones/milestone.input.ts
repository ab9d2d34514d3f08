import { Field, ID, InputType } from 'type-graphql';
import { RecoveryInput, described } from '../view/recovery.input';

@InputType('MilestoneActionInput', { description: 'One step of one gate milestone.' })
export class MilestoneActionInput extends RecoveryInput {
  @Field(() => ID, { description: 'The milestone, by UUID or key.' })
  milestone!: string;

  @Field(() => String, { nullable: true, description: described.reason })
  reason?: string | null;
}
