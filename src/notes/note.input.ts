import { Field, ID, InputType } from 'type-graphql';
import { RecoveryInput } from '../view/recovery.input';

@InputType('AddNoteInput', { description: 'A note on a system, or on the incident.' })
export class AddNoteInput extends RecoveryInput {
  @Field(() => ID, { nullable: true, description: 'The system, by UUID or key; left out: on the incident.' })
  system?: string | null;

  @Field(() => String, { description: 'What others should know.' })
  text!: string;
}
