import { Field, ObjectType } from 'type-graphql';
import type { NoteRow } from '../domain/marks';
import { PayloadType, RecoveryPayload } from '../view/payload.type';
import { type Shape, shape } from '../view/shapes';

@ObjectType('NotePayload', { implements: PayloadType, description: 'What became of a note.' })
export class NotePayload extends RecoveryPayload {
  @Field(() => shape('Note'), { simple: true, nullable: true, description: 'The note; null when it was refused.' })
  get note(): Shape<'Note'> | null {
    const row = this.written;
    return row ? (this.view?.note(row) ?? null) : null;
  }

  // No board holds notes; the event does that wrote this one.
  private get written(): NoteRow | null {
    for (const { rows, position } of this.outcome.events) {
      for (const change of rows) {
        if (change.table === 'note' && change.op === 'insert') return { ...change.row, version: position };
      }
    }
    return null;
  }
}
