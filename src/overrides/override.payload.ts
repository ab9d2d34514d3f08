import { Field, ObjectType } from 'type-graphql';
import { PayloadType, RecoveryPayload } from '../view/payload.type';
import { type Shape, shape } from '../view/shapes';

@ObjectType('OverridePayload', { implements: PayloadType, description: 'What became of a command on an override.' })
export class OverridePayload extends RecoveryPayload {
  @Field(() => shape('Override'), {
    simple: true,
    nullable: true,
    description: 'The override as it is now; null when there is none.',
  })
  get override(): Shape<'Override'> | null {
    return this.view?.findOverride(this.objectId) ?? null;
  }
}
