import { Field, InputType } from 'type-graphql';
import { RecoveryInput, described } from '../view/recovery.input';

@InputType('CloseIncidentInput', { description: 'The end of a recovery.' })
export class CloseIncidentInput extends RecoveryInput {
  @Field(() => String, { description: described.reason })
  reason!: string;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Close without the criteria: ABANDONED.',
  })
  abandon?: boolean | null;
}

@InputType('ReopenIncidentInput', { description: 'That a recovery goes on.' })
export class ReopenIncidentInput extends RecoveryInput {
  @Field(() => String, { description: described.reason })
  reason!: string;
}
