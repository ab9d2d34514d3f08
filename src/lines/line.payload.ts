import { Field, ObjectType } from 'type-graphql';
import { PayloadType, RecoveryPayload } from '../view/payload.type';
import { type Shape, shape } from '../view/shapes';

@ObjectType('LinePayload', { implements: PayloadType, description: 'What became of a command on a line.' })
export class LinePayload extends RecoveryPayload {
  @Field(() => shape('Line'), {
    simple: true,
    nullable: true,
    description: 'The line as it is now; null only when it was not found.',
  })
  get line(): Shape<'Line'> | null {
    return this.view?.findLine(this.objectId) ?? null;
  }
}
