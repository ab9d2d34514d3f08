import { Field, ObjectType } from 'type-graphql';
import type { NoteRow } from '../domain/marks';
import type { Instant, Uuid } from '../domain/rows';
import { NodeType } from '../view/node.type';
import { DateTime } from '../view/scalars';
import { type Shape, registerShape, shape } from '../view/shapes';
import type { View } from '../view/view';

@ObjectType('Note', {
  implements: NodeType,
  description: 'What somebody wrote down about an incident or a system; never changed.',
})
export class NoteType implements NodeType {
  constructor(
    private readonly view: View,
    readonly row: NoteRow,
  ) {}

  get id(): Uuid {
    return this.row.id;
  }

  @Field(() => String, { simple: true, description: 'What was written.' })
  get text(): string {
    return this.row.text;
  }

  @Field(() => shape('System'), {
    simple: true,
    nullable: true,
    description: 'What it is about; null for the incident, or when the system was removed since.',
  })
  get system(): Shape<'System'> | null {
    return this.view.findSystem(this.row.systemId);
  }

  @Field(() => shape('Principal'), { simple: true, description: 'Who wrote it.' })
  get by(): Shape<'Principal'> {
    return this.view.context.people.principal(this.row.by);
  }

  @Field(() => DateTime, { simple: true, description: 'When.' })
  get at(): Instant {
    return this.row.at;
  }
}

registerShape('Note', NoteType);
