import { Field, ObjectType } from 'type-graphql';
import type { OverrideApprovalRow } from '../domain/marks';
import type { Instant } from '../domain/rows';
import { DateTime } from '../view/scalars';
import { type Shape, shape } from '../view/shapes';
import type { View } from '../view/view';

@ObjectType('Approval', { description: "One person's approval of an override." })
export class ApprovalType {
  constructor(
    private readonly view: View,
    private readonly row: OverrideApprovalRow,
  ) {}

  @Field(() => shape('Principal'), { simple: true, description: 'Who approved it.' })
  get by(): Shape<'Principal'> {
    return this.view.context.people.principal(this.row.principalId);
  }

  @Field(() => DateTime, { simple: true, description: 'When.' })
  get at(): Instant {
    return this.row.at;
  }
}
