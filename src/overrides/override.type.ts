import { Field, Int, ObjectType } from 'type-graphql';
import { overrideStatus } from '../domain/override-force';
import type { OverrideRow } from '../domain/marks';
import type { Instant, Uuid } from '../domain/rows';
import type { OverrideStatus } from '../domain/words';
import { NodeType } from '../view/node.type';
import { DateTime } from '../view/scalars';
import { type Shape, registerShape, shape } from '../view/shapes';
import type { View } from '../view/view';
import { ApprovalType } from './approval.type';
import { OverriddenBlockerType } from './overridden-blocker.type';
import { OverrideStatusEnum } from './override.enum';

@ObjectType('Override', {
  implements: NodeType,
  description: 'People let one system pass named dependency or milestone blockers, once, for a limited time.',
})
export class OverrideType implements NodeType {
  constructor(
    private readonly view: View,
    private readonly row: OverrideRow,
  ) {}

  get id(): Uuid {
    return this.row.id;
  }

  @Field(() => shape('Incident'), { simple: true, description: 'The incident that it belongs to.' })
  get incident(): Shape<'Incident'> {
    return this.view.incident;
  }

  @Field(() => shape('System'), { simple: true, description: 'The system that may pass.' })
  get system(): Shape<'System'> {
    return this.view.system(this.view.board.systems.indexOf(this.row.systemId));
  }

  @Field(() => OverrideStatusEnum, { simple: true, description: 'How far it is at this moment.' })
  get status(): OverrideStatus {
    return overrideStatus(this.row, this.view.board.now);
  }

  @Field(() => String, { simple: true, description: 'Why the system cannot wait.' })
  get reason(): string {
    return this.row.reason;
  }

  @Field(() => [OverriddenBlockerType], { simple: true, description: 'The blockers it passes, as they were named.' })
  get blockers(): OverriddenBlockerType[] {
    return this.view.list(this.row.blockers, (named) => new OverriddenBlockerType(this.view, named));
  }

  @Field(() => shape('Principal'), { simple: true, description: 'Who requested it, and may not approve it.' })
  get requestedBy(): Shape<'Principal'> {
    return this.view.context.people.principal(this.row.requestedBy);
  }

  @Field(() => DateTime, { simple: true, description: 'When it was requested.' })
  get requestedAt(): Instant {
    return this.row.requestedAt;
  }

  @Field(() => [ApprovalType], { simple: true, description: 'Who approved it, each person once, the first one first.' })
  get approvals(): ApprovalType[] {
    return this.view.list(
      this.view.board.approvalsOf(this.row.id),
      (approval) => new ApprovalType(this.view, approval),
    );
  }

  @Field(() => Int, { simple: true, description: 'How many approvals the policy wants now.' })
  get approvalsNeeded(): number {
    return this.view.board.incident.overrideApprovals;
  }

  @Field(() => DateTime, {
    simple: true,
    nullable: true,
    description: 'Until when it can be approved or used; each approval begins that time anew.',
  })
  get expiresAt(): Instant | null {
    return this.row.expiresAt;
  }
}

registerShape('Override', OverrideType);
