import { Field, ObjectType } from 'type-graphql';
import type { HoldRow } from '../domain/marks';
import type { Instant, Uuid } from '../domain/rows';
import { NodeType } from '../view/node.type';
import { DateTime } from '../view/scalars';
import { type Shape, registerShape, shape } from '../view/shapes';
import type { View } from '../view/view';

@ObjectType('Hold', {
  implements: NodeType,
  description: 'A stop sign, with a reason: nothing under it is restored or goes online while it stands.',
})
export class HoldType implements NodeType {
  constructor(
    private readonly view: View,
    private readonly row: HoldRow,
  ) {}

  get id(): Uuid {
    return this.row.id;
  }

  @Field(() => shape('Incident'), { simple: true, description: 'The incident that it belongs to.' })
  get incident(): Shape<'Incident'> {
    return this.view.incident;
  }

  @Field(() => shape('System'), {
    simple: true,
    nullable: true,
    description: 'Exactly one of system and plant, or neither for the whole incident.',
  })
  get system(): Shape<'System'> | null {
    return this.view.findSystem(this.row.systemId);
  }

  @Field(() => shape('Plant'), {
    simple: true,
    nullable: true,
    description: 'The plant that it holds, with all its systems.',
  })
  get plant(): Shape<'Plant'> | null {
    return this.view.findPlant(this.row.plantId);
  }

  @Field(() => String, { simple: true, description: 'Why everything under it must wait.' })
  get reason(): string {
    return this.row.reason;
  }

  @Field(() => DateTime, { simple: true, description: 'When it was placed.' })
  get placedAt(): Instant {
    return this.row.placedAt;
  }

  @Field(() => shape('Principal'), { simple: true, description: 'Who placed it, and may release it.' })
  get placedBy(): Shape<'Principal'> {
    return this.view.context.people.principal(this.row.placedBy);
  }
}

registerShape('Hold', HoldType);
