import { Field, ID, InputType } from 'type-graphql';
import { RecoveryInput, described } from '../view/recovery.input';

@InputType('PlaceHoldInput', { description: 'A stop sign on a system, a plant or the whole incident.' })
export class PlaceHoldInput extends RecoveryInput {
  @Field(() => ID, {
    nullable: true,
    description: 'At most one of the two; neither holds the whole incident.',
  })
  system?: string | null;

  @Field(() => ID, { nullable: true, description: 'The plant to hold, with all its systems, by UUID or key.' })
  plant?: string | null;

  @Field(() => String, { description: 'Why everything under it must wait.' })
  reason!: string;
}

@InputType('ReleaseHoldInput', { description: 'That a stop sign is no longer needed.' })
export class ReleaseHoldInput extends RecoveryInput {
  @Field(() => ID, { description: 'The hold, by UUID.' })
  hold!: string;

  @Field(() => String, { description: described.reason })
  reason!: string;
}
