import { Field, ID, InputType } from 'type-graphql';
import { RecoveryInput } from '../view/recovery.input';

@InputType('LineActionInput', { description: 'What people say of one line.' })
export class LineActionInput extends RecoveryInput {
  @Field(() => ID, { description: 'The line, by UUID or key.' })
  line!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Why; it is kept with the event. Needed to run a STARVED line, such as from stock.',
  })
  reason?: string | null;
}
