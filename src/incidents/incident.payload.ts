import { Field, ObjectType } from 'type-graphql';
import { PayloadType, RecoveryPayload } from '../view/payload.type';
import { type Shape, shape } from '../view/shapes';

@ObjectType()
export abstract class IncidentOutcome extends RecoveryPayload {
  @Field(() => shape('Incident'), {
    simple: true,
    nullable: true,
    description: 'The incident as it is now; null when there is none.',
  })
  get incident(): Shape<'Incident'> | null {
    return this.view?.incident ?? null;
  }
}

@ObjectType('IncidentPayload', { implements: PayloadType, description: 'What became of a command on an incident.' })
export class IncidentPayload extends IncidentOutcome {}
