import { Field, ObjectType } from 'type-graphql';
import { PayloadType, RecoveryPayload } from '../view/payload.type';
import { type Shape, shape } from '../view/shapes';

@ObjectType('MilestonePayload', { implements: PayloadType, description: 'What became of a command on a milestone.' })
export class MilestonePayload extends RecoveryPayload {
  @Field(() => shape('Milestone'), {
    simple: true,
    nullable: true,
    description: 'The milestone as it is now; null only when it was not found.',
  })
  get milestone(): Shape<'Milestone'> | null {
    return this.view?.findMilestone(this.objectId) ?? null;
  }
}
