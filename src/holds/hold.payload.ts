import { Field, ObjectType } from 'type-graphql';
import type { RecoveryEvent } from '../domain/event';
import type { HoldRow } from '../domain/marks';
import { PayloadType, RecoveryPayload } from '../view/payload.type';
import { type Shape, shape } from '../view/shapes';

@ObjectType('HoldPayload', { implements: PayloadType, description: 'What became of a command on a hold.' })
export class HoldPayload extends RecoveryPayload {
  @Field(() => shape('Hold'), {
    simple: true,
    nullable: true,
    description: 'The hold; a released one as it was; null only when it was not found.',
  })
  get hold(): Shape<'Hold'> | null {
    const released = this.outcome.events.find(({ type }) => type === 'HOLD_RELEASED');
    if (released) return this.view?.hold(rowOf(released)) ?? null;
    return this.view?.findHold(this.objectId) ?? null;
  }
}

// The board no longer has it; the event that released it remembers it.
function rowOf({ data, systemId, plantId, position }: RecoveryEvent): HoldRow {
  const { hold, was, placedAt, placedBy } = data as Record<'hold' | 'was' | 'placedAt' | 'placedBy', string>;
  return {
    id: hold,
    systemId,
    plantId: systemId === null ? plantId : null,
    reason: was,
    placedAt,
    placedBy,
    version: position,
  };
}
