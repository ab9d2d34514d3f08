import { Field, ID, InputType } from 'type-graphql';
import { RecoveryInput, SystemInput, described } from '../view/recovery.input';

@InputType('RequestOverrideInput', { description: 'That one system should pass named blockers.' })
export class RequestOverrideInput extends SystemInput {
  @Field(() => [ID], {
    nullable: true,
    description: 'The systems whose DEPENDENCY or DEPENDENCY_UNTRUSTED blockers it passes.',
  })
  dependencies?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'The milestones whose MILESTONE blockers it passes.' })
  milestones?: string[] | null;

  @Field(() => String, { description: 'Why the system cannot wait.' })
  reason!: string;
}

@InputType('OverrideActionInput', { description: 'A decision on one override.' })
export class OverrideActionInput extends RecoveryInput {
  @Field(() => ID, { description: 'The override, by UUID.' })
  override!: string;

  @Field(() => String, { nullable: true, description: described.reason })
  reason?: string | null;
}
